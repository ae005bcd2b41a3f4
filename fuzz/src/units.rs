//! Any units: quotients, sums and comparisons of the lines of a text.

use fieldops_io::units::{Agreement, agree, from_unit_dimension, quotient, sum};

/// Combines each line with the next.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.lines().take(6).collect();
    for pair in lines.windows(2) {
        combine(pair[0], pair[1], data.len() % 4);
    }
    for line in &lines {
        let unit = Some((*line).to_owned());
        assert_eq!(agree(line, line), Agreement::Same, "{line:?} is itself");
        assert!(sum(&[unit.clone(), unit.clone()]).is_ok(), "{line:?} can be added to itself");
        combine(line, line, 1);
    }
    if let Some(powers) = data.first_chunk::<7>() {
        let powers = powers.map(|byte| f64::from(byte as i8) / 4.0);
        if let Some(unit) = from_unit_dimension(powers) {
            let again = quotient(Some(&unit), Some("1"), 1);
            assert_eq!(again.as_deref(), Some(unit.as_str()));
        }
    }
}

fn combine(one: &str, other: &str, order: usize) {
    assert_eq!(agree(one, other), agree(other, one), "{one:?} {other:?}");
    // A sum does not depend on the order of its terms, but for the spelling of the result.
    let terms = [Some(one.to_owned()), Some(other.to_owned())];
    let turned = [terms[1].clone(), terms[0].clone()];
    assert_eq!(sum(&terms).is_ok(), sum(&turned).is_ok(), "{one:?} {other:?}");
    let derived = quotient(Some(one), Some(other), order).expect("both units are known");
    assert!(!derived.is_empty());
    // What looks like an origin is cut off again.
    let has_origin =
        ["since", "after", "from", "ref", "@"].iter().any(|word| derived.to_ascii_lowercase().contains(word));
    if order == 0 || has_origin {
        return;
    }
    let again = quotient(Some(&derived), Some("1"), 1);
    assert_eq!(again.as_deref(), Some(derived.trim()), "a unit by nothing stays: {one:?} by {other:?}");
    assert_eq!(quotient(None, Some(other), order), None);
    assert_eq!(quotient(Some(one), None, order), None);
}
