//! The CF attribute `axis` of a coordinate, where it is certain.

use fieldops_io::{Attributes, text_of};

/// `X`, `Y`, `Z` or `T`, as the standard name, the unit, the direction or the name tell it in this order; none where they
/// do not, or where the coordinate has the attribute.
pub(crate) fn axis(name: &str, attributes: &Attributes) -> Option<&'static str> {
    if text_of(attributes, "axis").is_some() {
        return None;
    }
    by_standard_name(attributes)
        .or_else(|| by_unit(attributes))
        .or_else(|| text_of(attributes, "positive").map(|_| "Z"))
        .or(match name {
            "x" | "X" => Some("X"),
            "y" | "Y" => Some("Y"),
            "z" | "Z" => Some("Z"),
            _ => None,
        })
}

fn by_standard_name(attributes: &Attributes) -> Option<&'static str> {
    Some(match text_of(attributes, "standard_name")? {
        "longitude" | "grid_longitude" | "projection_x_coordinate" => "X",
        "latitude" | "grid_latitude" | "projection_y_coordinate" => "Y",
        "height" | "altitude" | "depth" | "air_pressure" => "Z",
        "time" => "T",
        _ => return None,
    })
}

fn by_unit(attributes: &Attributes) -> Option<&'static str> {
    Some(match text_of(attributes, "units")? {
        "degrees_east" | "degree_east" | "degrees_E" | "degree_E" => "X",
        "degrees_north" | "degree_north" | "degrees_N" | "degree_N" => "Y",
        units if units.contains(" since ") => "T",
        _ => return None,
    })
}
