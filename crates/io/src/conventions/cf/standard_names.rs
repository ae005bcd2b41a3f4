//! Vector fields by standard names that differ in a direction only: `eastward_wind`, `northward_wind`.

use super::merged_name::{Difference, merged};
use crate::{
    Variable,
    conventions::{
        candidate::{Candidate, Part},
        text,
    },
    field::{Layout, Rank},
    text_of,
};

/// Parts in which the names of two variables may differ that go together, where several have one standard name.
const MIRRORED: [(&str, &str); 7] =
    [("u", "v"), ("U", "V"), ("x", "y"), ("X", "Y"), ("east", "north"), ("e", "n"), ("E", "N")];

/// The directions that a component is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// East and north.
    Geographic,
    /// Along x and y of the grid.
    Grid,
    /// Up, which goes with either.
    Vertical,
}

/// A variable with what its standard name says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told<'n> {
    label: &'static str,
    basis: Basis,
    /// The words without the direction.
    stem: String,
    standard_name: &'n str,
}

/// Vector fields among the variables: pairs, with their vertical component where it lies on the same points.
pub(super) fn find<'a>(variables: &[&'a Variable]) -> Vec<Candidate<'a>> {
    let told = variables.iter().filter_map(|variable| {
        let standard_name = text_of(&variable.attributes, "standard_name")?;
        Some((told(standard_name.trim())?, *variable))
    });
    let all: Vec<(Told<'a>, &'a Variable)> = told.collect();
    let related = |one: &(Told<'a>, &Variable), other: &(Told<'a>, &Variable)| {
        one.0.stem == other.0.stem && on_same_points(one.1, other.1)
    };
    let of_label = |label: &'static str| all.iter().filter(move |(told, _)| told.label == label);
    let mut found = Vec::new();
    for first in of_label("x") {
        let is_alike =
            |other: &&(Told<'a>, &Variable)| related(first, other) && other.0.basis == first.0.basis;
        let seconds: Vec<_> = of_label("y").filter(is_alike).collect();
        let second = match seconds[..] {
            [second] if of_label("x").filter(is_alike).count() == 1 => Some(second),
            _ => seconds.iter().copied().find(|second| mirrored(first.1.name(), second.1.name())),
        };
        let Some(second) = second else { continue };
        let mut members = vec![first, second];
        let mut thirds = of_label("z").filter(|third| related(first, third));
        members.extend(thirds.next().filter(|_| thirds.next().is_none()));
        found.push(candidate(&members));
    }
    found
}

fn on_same_points(one: &Variable, other: &Variable) -> bool {
    one.group() == other.group() && one.shape == other.shape && one.dimensions == other.dimensions
}

fn mirrored(one: &str, other: &str) -> bool {
    let difference = Difference::of(one, other);
    MIRRORED.contains(&(difference.one, difference.other))
}

/// What a standard name says of a component.
fn told(standard_name: &str) -> Option<Told<'_>> {
    let words: Vec<&str> = standard_name.split('_').collect();
    let is_power = matches!(words[0], "square" | "product");
    if is_power || standard_name.contains(' ') || standard_name.ends_with("coordinate") {
        return None;
    }
    let horizontal = |word: &str| match word {
        "eastward" => Some(("x", Basis::Geographic)),
        "northward" => Some(("y", Basis::Geographic)),
        "x" => Some(("x", Basis::Grid)),
        "y" => Some(("y", Basis::Grid)),
        _ => None,
    };
    let directions: Vec<_> =
        words.iter().enumerate().filter_map(|(index, word)| Some((index, horizontal(word)?))).collect();
    let (position, (label, basis)) = match directions[..] {
        [one] => one,
        // `surface_downward_eastward_stress` points eastward: up counts where nothing else does.
        [] => (words.iter().position(|word| *word == "upward")?, ("z", Basis::Vertical)),
        _ => return None,
    };
    let stem = words.iter().enumerate().filter(|(index, _)| *index != position).map(|(_, word)| *word);
    let stem = match stem.collect::<Vec<_>>().join("_") {
        // The vertical component of the wind has a name of its own.
        stem if stem == "air_velocity" => "wind".to_owned(),
        stem => stem,
    };
    Some(Told { label, basis, stem, standard_name })
}

fn candidate<'a>(members: &[&(Told<'a>, &'a Variable)]) -> Candidate<'a> {
    let names: Vec<&str> = members.iter().map(|(_, variable)| variable.name()).collect();
    let said =
        members.iter().map(|(told, variable)| format!("`{}` is {}", variable.path, told.standard_name));
    Candidate {
        name: merged(&names),
        group: members[0].1.group().to_owned(),
        rank: Rank::Vector,
        layout: Layout::Split,
        parts: members.iter().map(|(told, variable)| Part::whole(variable, told.label)).collect(),
        reason: format!("its components by their standard names: {}", text::list(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Basis, told};

    fn parts(name: &str) -> Option<(&str, Basis, String)> {
        told(name).map(|told| (told.label, told.basis, told.stem))
    }

    #[test]
    fn a_direction_is_told_from_the_rest() {
        for (name, label, basis, stem) in [
            ("eastward_wind", "x", Basis::Geographic, "wind"),
            ("y_wind", "y", Basis::Grid, "wind"),
            ("upward_air_velocity", "z", Basis::Vertical, "wind"),
            ("sea_water_x_velocity", "x", Basis::Grid, "sea_water_velocity"),
            ("northward_sea_water_velocity", "y", Basis::Geographic, "sea_water_velocity"),
            ("upward_sea_water_velocity", "z", Basis::Vertical, "sea_water_velocity"),
            ("surface_downward_eastward_stress", "x", Basis::Geographic, "surface_downward_stress"),
            ("grid_northward_wind", "y", Basis::Geographic, "grid_wind"),
        ] {
            assert_eq!(parts(name), Some((label, basis, stem.to_owned())));
        }
    }

    #[test]
    fn other_names_tell_no_component() {
        for name in [
            "air_temperature",
            "product_of_eastward_wind_and_northward_wind",
            "square_of_eastward_wind",
            "projection_x_coordinate",
            "eastward_wind standard_error",
            "lagrangian_tendency_of_air_pressure",
        ] {
            assert_eq!(parts(name), None, "{name}");
        }
    }
}
