//! Which way an axis points, by what a file says of its coordinates.

use crate::{
    Variable,
    conventions::agreement,
    field::AxisRole,
    text_of,
    units::{Agreement, agree},
};

/// The role of an axis, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) role: AxisRole,
    /// The second half of a sentence: ``its standard_name is `longitude` ``.
    pub(super) reason: String,
}

/// The role that the text of an attribute gives.
type Reading = fn(&str) -> Option<AxisRole>;

/// The names that a dimension with a role goes by, in lower case.
const NAMES: [(AxisRole, &[&str]); 4] = [
    (
        AxisRole::X,
        &["x", "lon", "longitude", "rlon", "west_east", "west_east_stag", "xi_rho", "xi_u", "xi_v", "xi_psi"],
    ),
    (
        AxisRole::Y,
        &[
            "y",
            "lat",
            "latitude",
            "rlat",
            "south_north",
            "south_north_stag",
            "eta_rho",
            "eta_u",
            "eta_v",
            "eta_psi",
        ],
    ),
    (
        AxisRole::Z,
        &[
            "z",
            "lev",
            "level",
            "plev",
            "pressure_level",
            "isobaric",
            "pressure",
            "height",
            "depth",
            "alt",
            "altitude",
            "deptht",
            "depthu",
            "depthv",
            "depthw",
            "bottom_top",
            "bottom_top_stag",
            "s_rho",
            "s_w",
        ],
    ),
    (AxisRole::T, &["t", "time", "valid_time", "ocean_time", "time_counter", "xtime"]),
];

/// The role that the attributes of a coordinate variable give, in the order in which CF looks at them.
pub(super) fn of_attributes(variable: &Variable) -> Option<Evidence> {
    let looked_at: [(&str, Reading); 4] = [
        ("standard_name", by_standard_name),
        ("_CoordinateAxisType", by_axis_type),
        ("axis", by_axis),
        ("positive", by_positive),
    ];
    let said = looked_at.iter().find_map(|(attribute, role)| {
        let text = text_of(&variable.attributes, attribute)?.trim();
        Some(Evidence { role: role(text)?, reason: format!("its {attribute} is `{text}`") })
    });
    said.or_else(|| {
        let units = agreement::units(variable)?;
        Some(Evidence { role: by_units(&units)?, reason: format!("its units are `{units}`") })
    })
}

/// The role that a name gives.
pub(super) fn of_name(name: &str) -> Option<Evidence> {
    let lower = name.to_lowercase();
    let (role, _) = NAMES.iter().find(|(_, names)| names.contains(&lower.as_str()))?;
    Some(Evidence { role: *role, reason: "its name says so".to_owned() })
}

fn by_standard_name(name: &str) -> Option<AxisRole> {
    const VERTICAL: [&str; 5] =
        ["air_pressure", "sea_water_pressure", "model_level_number", "geopotential_height", "altitude"];
    let starts = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    match name {
        "longitude" | "grid_longitude" | "projection_x_coordinate" | "projection_x_angular_coordinate" => {
            Some(AxisRole::X)
        }
        "latitude" | "grid_latitude" | "projection_y_coordinate" | "projection_y_angular_coordinate" => {
            Some(AxisRole::Y)
        }
        "time" | "forecast_reference_time" | "forecast_period" => Some(AxisRole::T),
        "realization" => Some(AxisRole::Member),
        "height" | "depth" => Some(AxisRole::Z),
        _ if VERTICAL.contains(&name) || starts(&["height_above_", "depth_below_"]) => Some(AxisRole::Z),
        _ if starts(&["atmosphere_", "ocean_"]) && name.ends_with("_coordinate") => Some(AxisRole::Z),
        _ => None,
    }
}

fn by_axis_type(name: &str) -> Option<AxisRole> {
    match name {
        "Lon" | "GeoX" => Some(AxisRole::X),
        "Lat" | "GeoY" => Some(AxisRole::Y),
        "Height" | "GeoZ" | "Pressure" => Some(AxisRole::Z),
        "Time" | "RunTime" => Some(AxisRole::T),
        "Ensemble" => Some(AxisRole::Member),
        _ => None,
    }
}

fn by_axis(letter: &str) -> Option<AxisRole> {
    match letter {
        "X" | "x" => Some(AxisRole::X),
        "Y" | "y" => Some(AxisRole::Y),
        "Z" | "z" => Some(AxisRole::Z),
        "T" | "t" => Some(AxisRole::T),
        _ => None,
    }
}

fn by_positive(direction: &str) -> Option<AxisRole> {
    ["up", "down"].iter().any(|known| known.eq_ignore_ascii_case(direction)).then_some(AxisRole::Z)
}

fn by_units(units: &str) -> Option<AxisRole> {
    match units {
        "degrees_east" | "degree_east" | "degrees_E" | "degree_E" | "degreesE" | "degreeE" => {
            Some(AxisRole::X)
        }
        "degrees_north" | "degree_north" | "degrees_N" | "degree_N" | "degreesN" | "degreeN" => {
            Some(AxisRole::Y)
        }
        _ if is_pressure(units) => Some(AxisRole::Z),
        _ => units.to_ascii_lowercase().contains(" since ").then_some(AxisRole::T),
    }
}

/// Whether the unit is one of a pressure that heights are told by.
pub(super) fn is_pressure(units: &str) -> bool {
    ["Pa", "hPa", "kPa", "bar", "dbar", "decibar", "atm"]
        .iter()
        .any(|unit| agree(units, unit) == Agreement::Same)
}

#[cfg(test)]
mod tests {
    use super::{AxisRole, by_axis_type, by_standard_name, by_units, of_name};

    #[test]
    fn standard_names_tell_the_role() {
        for (name, role) in [
            ("grid_longitude", Some(AxisRole::X)),
            ("projection_y_coordinate", Some(AxisRole::Y)),
            ("atmosphere_hybrid_sigma_pressure_coordinate", Some(AxisRole::Z)),
            ("ocean_s_coordinate_g1", None),
            ("height_above_reference_ellipsoid", Some(AxisRole::Z)),
            ("realization", Some(AxisRole::Member)),
            ("air_temperature", None),
            ("ocean_heat_x_transport", None),
        ] {
            assert_eq!(by_standard_name(name), role, "{name}");
        }
    }

    #[test]
    fn units_tell_the_role() {
        assert_eq!(by_units("degree_E"), Some(AxisRole::X));
        assert_eq!(by_units("degreesN"), Some(AxisRole::Y));
        assert_eq!(by_units("millibar"), Some(AxisRole::Z));
        assert_eq!(by_units("Days Since 1850-01-01"), Some(AxisRole::T));
        for silent in ["degrees", "m", "s", "1", "", "Pa s-1"] {
            assert_eq!(by_units(silent), None, "{silent}");
        }
    }

    #[test]
    fn names_tell_the_role_in_any_letter_case() {
        assert_eq!(of_name("Longitude").map(|found| found.role), Some(AxisRole::X));
        assert_eq!(of_name("XTIME").map(|found| found.role), Some(AxisRole::T));
        assert!(["nx", "x_face", "r", "theta", ""].into_iter().all(|name| of_name(name).is_none()));
        assert_eq!(by_axis_type("RunTime"), Some(AxisRole::T));
    }
}
