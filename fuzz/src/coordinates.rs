//! Any coordinates: what is odd about them is told in words.

use arbitrary::{Arbitrary, Unstructured};
use fieldops_io::lint;

/// Looks at coordinates, which may hold any bits.
pub fn run(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let Ok(units) =
        bytes.choose(&[None, Some("m"), Some("degrees_north"), Some("degree"), Some("°"), Some("")])
    else {
        return;
    };
    let Ok(name) = bytes.choose(&["x", "lon", "lat", "phi", "", "é"]) else { return };
    let step = f64::arbitrary(&mut bytes).unwrap_or(0.5);
    let count = bytes.int_in_range(0..=40).unwrap_or(0);
    // Even but for some, so that all kinds of findings are met.
    let values: Vec<f64> = (0..count)
        .map(|index| match bytes.ratio(1, 8) {
            Ok(true) => f64::arbitrary(&mut bytes).unwrap_or(f64::NAN),
            _ => f64::from(index) * step,
        })
        .collect();
    for finding in lint::coordinates(&values, *units, name) {
        assert!(!finding.message.is_empty() && !finding.kind.name().is_empty());
        assert!(!finding.message.ends_with('.'), "{}", finding.message);
    }
}
