//! The name of a field whose components have names of their own.

use crate::conventions::names;

/// What two names have in common before and behind the places where they differ.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference<'n> {
    pub(super) before: &'n str,
    pub(super) one: &'n str,
    pub(super) other: &'n str,
    pub(super) behind: &'n str,
}

impl<'n> Difference<'n> {
    pub(super) fn of(one: &'n str, other: &'n str) -> Self {
        let same = |(one, other): &(char, char)| one == other;
        let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum()
        };
        let (before, _) = one.split_at(length(&mut one.chars().zip(other.chars())));
        let (one, other) = (&one[before.len()..], &other[before.len()..]);
        let behind = length(&mut one.chars().rev().zip(other.chars().rev()));
        let (one, behind) = one.split_at(one.len() - behind);
        Self { before, one, other: &other[..other.len() - behind.len()], behind }
    }
}

/// `uv` for `u`, `v`; `uvo` for `uo`, `vo`; `water_uv` for `water_u`, `water_v`; `tau` for `taux`, `tauy`; and else the
/// names one after the other.
pub(super) fn merged(members: &[&str]) -> String {
    if let Some(first) = names::split(members[0])
        && members.iter().all(|name| {
            names::split(name)
                .is_some_and(|own| own.prefix == first.prefix && own.separator == first.separator)
        })
    {
        return first.prefix.to_owned();
    }
    let differences: Vec<_> = members[1..].iter().map(|name| Difference::of(members[0], name)).collect();
    let Difference { before, one, behind, .. } = differences[0];
    let is_letter = |text: &str| text.chars().count() == 1;
    let alike = differences.iter().all(|difference| {
        (difference.before, difference.one, difference.behind) == (before, one, behind)
            && is_letter(difference.other)
    });
    if alike && is_letter(one) {
        let others: String = differences.iter().map(|difference| difference.other).collect();
        return format!("{before}{one}{others}{behind}");
    }
    members.join("_")
}

#[cfg(test)]
mod tests {
    use super::{Difference, merged};

    #[test]
    fn names_are_merged_where_one_letter_differs() {
        for (names, expected) in [
            (&["u", "v", "w"][..], "uvw"),
            (&["uo", "vo"], "uvo"),
            (&["u10", "v10"], "uv10"),
            (&["water_u", "water_v"], "water_uv"),
            (&["taux", "tauy"], "tau"),
            (&["eastward_wind", "northward_wind"], "eastward_wind_northward_wind"),
            (&["ua", "va", "wap"], "ua_va_wap"),
            (&["aa", "aaa"], "aa_aaa"),
            (&["é", "è"], "éè"),
        ] {
            assert_eq!(merged(names), expected);
        }
    }

    #[test]
    fn the_difference_of_two_names_does_not_overlap() {
        let Difference { before, one, other, behind } = Difference::of("aa", "aaa");
        assert_eq!((before, one, other, behind), ("aa", "", "a", ""));
        let Difference { before, one, other, behind } = Difference::of("eastward_wind", "northward_wind");
        assert_eq!((before, one, other, behind), ("", "east", "north", "ward_wind"));
    }
}
