//! Vector fields by the names that models give to velocities: `uo`, `vo`, `wo`; `u10`, `v10`; `water_u`, `water_v`.

use super::merged_name::merged;
use crate::{
    Variable,
    conventions::{
        agreement,
        candidate::{Candidate, Part},
        family::families,
        text,
    },
    field::{Layout, Rank},
    units::{Agreement, agree},
};

/// What may follow on `u`, `v`, `w`, in lower case: ocean, air, surface, heights, ….
const ENDINGS: [&str; 14] =
    ["o", "a", "s", "as", "10", "100", "10m", "10n", "100m", "2m", "wnd", "bar", "grd", "ice"];

/// Those that may follow on `w`: `ws` is the speed of the wind.
const VERTICAL_ENDINGS: [&str; 4] = ["o", "a", "wnd", "grd"];

const LETTERS: [(char, &str); 3] = [('u', "x"), ('v', "y"), ('w', "z")];

/// A name without the letter that tells the component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Stem<'n> {
    before: &'n str,
    behind: &'n str,
    capital: bool,
}

/// Vector fields among the variables: those that have at least `u` and `v`.
pub(super) fn find<'a>(variables: &[&'a Variable]) -> Vec<Candidate<'a>> {
    let families = families(variables, |variable| {
        let (stem, label) = split(variable.name())?;
        Some((stem, label))
    });
    let pairs = families.into_iter().filter(|family| {
        let labels: Vec<_> = family.members.iter().map(|(label, _)| *label).collect();
        labels.starts_with(&["x", "y"])
    });
    pairs.map(|family| candidate(with_one_unit(family.members))).collect()
}

/// Takes `uo`, `U10`, `water_u` apart.
fn split(name: &str) -> Option<(Stem<'_>, &'static str)> {
    let of_letter = |letter: char| {
        LETTERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&letter)).map(|(_, label)| *label)
    };
    if let Some(letter) = name.chars().next()
        && let Some(label) = of_letter(letter)
        && (if label == "z" { &VERTICAL_ENDINGS[..] } else { &ENDINGS })
            .iter()
            .any(|ending| ending.eq_ignore_ascii_case(&name[1..]))
    {
        return Some((Stem { before: "", behind: &name[1..], capital: letter.is_uppercase() }, label));
    }
    let (before, letter) = name.rsplit_once('_')?;
    let mut letters = letter.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    let stem = Stem { before, behind: "", capital: letter.is_uppercase() };
    (!before.is_empty()).then_some((stem, of_letter(letter)?))
}

/// The components without a third one whose unit says that it is no velocity: `w` in `Pa s-1` beside `u` in `m s-1`.
pub(in crate::conventions) fn with_one_unit<'a>(
    mut members: Vec<(&'static str, &'a Variable)>,
) -> Vec<(&'static str, &'a Variable)> {
    let unit = |index: usize| members.get(index).and_then(|(_, variable)| agreement::units(variable));
    if let (Some(first), Some(third)) = (unit(0), unit(2))
        && agree(&first, &third) == Agreement::Different
    {
        members.pop();
    }
    members
}

fn candidate<'a>(members: Vec<(&'static str, &'a Variable)>) -> Candidate<'a> {
    let names: Vec<&str> = members.iter().map(|(_, variable)| variable.name()).collect();
    let paths = members.iter().map(|(_, variable)| &variable.path);
    Candidate {
        name: merged(&names),
        group: members[0].1.group().to_owned(),
        rank: Rank::Vector,
        layout: Layout::Split,
        reason: format!("{} have the names of the components of a velocity", text::quoted(paths)),
        parts: members.into_iter().map(|(label, variable)| Part::whole(variable, label)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn names_of_velocities_are_taken_apart() {
        for (name, behind, label) in [
            ("uo", "o", "x"),
            ("V10", "10", "y"),
            ("wa", "a", "z"),
            ("vwnd", "wnd", "y"),
            ("UGRD", "GRD", "x"),
        ] {
            let (stem, found) = split(name).unwrap();
            assert_eq!((stem.behind, found), (behind, label), "{name}");
        }
        assert_eq!(split("water_v").map(|(stem, label)| (stem.before, label)), Some(("water", "y")));
        for name in ["u", "up", "value", "_u", "water_uv", "water_x", "é", "us_", "ws", "w10"] {
            assert!(split(name).is_none(), "{name}");
        }
    }
}
