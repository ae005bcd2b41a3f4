//! Origins of units that count from one: `1950-01-01` of `days since 1950-01-01`.

/// Words between the scale and the origin.
const WORDS: [&str; 5] = [" since ", " after ", " from ", " ref ", "@"];

/// Endings by which a time says that it is universal time, as it is without them.
const UNIVERSAL: [&str; 5] = ["z", "utc", "gmt", "+00:00", "+0:00"];

/// Whether values in these two units count from one origin, or both from none. Two spellings of one date are one
/// origin.
///
/// # Examples
/// ```
/// use fieldops_io::units::same_origin;
///
/// assert!(same_origin("days since 1950-01-01", "hours since 1950-1-1 00:00:00"));
/// assert!(!same_origin("days since 1950-01-01", "days since 1970-01-01"));
/// assert!(!same_origin("days since 1950-01-01", "days"));
/// ```
#[must_use]
pub fn same_origin(one: &str, other: &str) -> bool {
    match (split(one).1, split(other).1) {
        (Some(one), Some(other)) => {
            one.eq_ignore_ascii_case(other) || moment(one).is_some_and(|one| Some(one) == moment(other))
        }
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// What values in a unit count from, where it tells.
///
/// # Examples
/// ```
/// use fieldops_io::units::origin;
///
/// assert_eq!(origin("days since 1950-01-01"), Some("1950-01-01"));
/// assert_eq!(origin("K @ 273.15"), Some("273.15"));
/// assert_eq!(origin("days"), None);
/// ```
#[must_use]
pub fn origin(unit: &str) -> Option<&str> {
    split(unit).1
}

/// The scale of a unit with an origin: `days` of `days since 1950-01-01`. Differences of values are in it.
#[must_use]
pub fn without_origin(unit: &str) -> &str {
    split(unit).0
}

fn split(unit: &str) -> (&str, Option<&str>) {
    // Any letter case is in use. ASCII lower-casing keeps the positions.
    let lower = unit.to_ascii_lowercase();
    let found = WORDS.iter().filter_map(|word| Some((lower.find(word)?, word.len()))).min();
    found.map_or((unit, None), |(start, length)| {
        (unit[..start].trim_end(), Some(unit[start + length..].trim()))
    })
}

/// Year, month, day, hour, minute and second of a time in universal time; none where it is written otherwise.
fn moment(origin: &str) -> Option<[f64; 6]> {
    let lower = origin.to_ascii_lowercase();
    let local = UNIVERSAL.iter().find_map(|ending| lower.strip_suffix(ending)).unwrap_or(&lower).trim();
    let (date, time) = local.split_once([' ', 't']).unwrap_or((local, ""));
    let mut moment = [0.0; 6];
    let parts = date.split('-').chain(time.trim().split(':').filter(|part| !part.is_empty()));
    for (number, part) in parts.enumerate() {
        *moment.get_mut(number)? = part.parse().ok()?;
    }
    (date.split('-').count() == 3).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::{same_origin, without_origin};

    #[test]
    fn spellings_of_one_date_are_one_origin() {
        for other in [
            "days since 1950-01-02",
            "days since 1950-1-2 00:00:00",
            "Days Since 1950-01-02T00:00:00Z",
            "hours since 1950-01-02 0:0:0.0 UTC",
            "days after 1950-01-02 00:00 +00:00",
        ] {
            assert!(same_origin("days since 1950-01-02", other), "{other}");
        }
    }

    #[test]
    fn other_moments_and_zones_are_other_origins() {
        for other in [
            "days since 1950-02-01",
            "days since 1950-01-02 06:00:00",
            "days since 1950-01-02 00:00:00 -06:00",
            "days since 1950-01-02 00:00:00 +06:00",
            "days since launch",
            "days since 1950-01",
            "days",
        ] {
            assert!(!same_origin("days since 1950-01-02", other), "{other}");
        }
        assert!(same_origin("K@273.15", "K @ 273.15") && !same_origin("K@273.15", "K"));
        assert!(same_origin("days since launch", "days since Launch") && same_origin("m", "km"));
    }

    #[test]
    fn the_scale_stands_before_the_origin() {
        assert_eq!(without_origin("days since 1950-01-01"), "days");
        assert_eq!(without_origin("K @ 273.15"), "K");
        assert_eq!(without_origin("m s-1"), "m s-1");
    }
}
