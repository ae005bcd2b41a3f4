//! What is odd about the coordinates of an axis, though they may be right.
//!
//! Coordinates that cannot be used at all are an error elsewhere; here is what a person would want to be told.

#[cfg(test)]
mod tests;

use crate::units::{Agreement, agree};

/// Something that a person would want to know of coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The same as a sentence for people.
    pub message: String,
}

/// The kinds of [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// Some values are NaN or infinite.
    NotFinite,
    /// A value stands there twice.
    Duplicates,
    /// The values go up and down.
    NotMonotonic,
    /// The values may be widths of cells instead of positions.
    Deltas,
    /// The values fall.
    Descending,
    /// The spacing is even but for rounding.
    NearlyEven,
    /// The values are degrees.
    Degrees,
    /// The axis goes once round and meets itself.
    Periodic,
    /// The values are 0, 1, 2, … without a unit.
    IndexLike,
}

impl FindingKind {
    /// Its name for programs: `nearly_even`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFinite => "not_finite",
            Self::Duplicates => "duplicates",
            Self::NotMonotonic => "not_monotonic",
            Self::Deltas => "deltas",
            Self::Descending => "descending",
            Self::NearlyEven => "nearly_even",
            Self::Degrees => "degrees",
            Self::Periodic => "periodic",
            Self::IndexLike => "index_like",
        }
    }
}

/// Relative deviation of differences below which they are equal but for rounding.
const NEARLY: f64 = 1e-6;

/// Looks at the coordinates of the axis called `name`.
///
/// # Examples
/// ```
/// use fieldops_io::lint::{FindingKind, coordinates};
///
/// let findings = coordinates(&[0.3, 0.2, 0.1], Some("m"), "x");
/// assert_eq!(findings[0].kind, FindingKind::Descending);
/// assert!(coordinates(&[0.5, 1.0, 2.5], Some("m"), "x").is_empty());
/// ```
#[must_use]
pub fn coordinates(values: &[f64], units: Option<&str>, name: &str) -> Vec<Finding> {
    if let Some(first) = values.iter().position(|value| !value.is_finite()) {
        let count = values.iter().filter(|value| !value.is_finite()).count();
        let what = if count == 1 {
            "a value that is not finite: ".to_owned()
        } else {
            format!("{count} values that are not finite, the first ")
        };
        let message = format!("`{name}` holds {what}{} at index {first}", values[first]);
        return vec![Finding { kind: FindingKind::NotFinite, message }];
    }
    let steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if steps.is_empty() {
        return Vec::new();
    }
    let axis = Axis { name, values, steps: &steps, turn: turn(values, units, name) };
    let monotonic = axis.rises() || axis.falls();
    let found = if monotonic {
        [axis.descending(), axis.nearly_even(), axis.degrees(), axis.periodic(), axis.index_like(units)]
    } else {
        [axis.duplicates(), axis.not_monotonic(), axis.deltas(), axis.degrees(), None]
    };
    found.into_iter().flatten().map(|(kind, message)| Finding { kind, message }).collect()
}

/// A whole turn in the unit of the coordinates, where they are angles.
fn turn(values: &[f64], units: Option<&str>, name: &str) -> Option<f64> {
    let is = |unit: &str| units.is_some_and(|given| agree(given, unit) == Agreement::Same);
    let named = ["lon", "longitude", "lat", "latitude", "nav_lon", "nav_lat", "rlon", "rlat"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    if is("rad") {
        return Some(std::f64::consts::TAU);
    }
    (is("degree") || units.is_none() && named && values.iter().all(|value| value.abs() <= 360.0))
        .then_some(360.0)
}

/// Finite coordinates, at least two.
struct Axis<'v> {
    name: &'v str,
    values: &'v [f64],
    /// Differences of neighbours.
    steps: &'v [f64],
    turn: Option<f64>,
}

type Found = Option<(FindingKind, String)>;

impl Axis<'_> {
    fn rises(&self) -> bool {
        self.steps.iter().all(|step| *step > 0.0)
    }

    fn falls(&self) -> bool {
        self.steps.iter().all(|step| *step < 0.0)
    }

    fn first(&self) -> f64 {
        self.values[0]
    }

    fn last(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    fn mean_step(&self) -> f64 {
        (self.last() - self.first()) / self.steps.len() as f64
    }

    /// How far the steps lie apart.
    fn spread(&self) -> f64 {
        let (least, most) = range(self.steps);
        most - least
    }

    /// Whether the steps are equal but for the rounding of the values, which may have been stored as `f32`.
    fn is_even_but_for_rounding(&self) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "the truncation is what is looked at")]
        let single = self.values.iter().all(|value| f64::from(*value as f32) == *value);
        let (least, most) = range(self.values);
        let rounding = if single { 4.0 * f64::from(f32::EPSILON) * least.abs().max(most.abs()) } else { 0.0 };
        self.spread() <= rounding.max(NEARLY * self.mean_step().abs())
    }

    fn duplicates(&self) -> Found {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|one, other| self.values[*one].total_cmp(&self.values[*other]));
        let pairs = order.windows(2).filter(|pair| self.values[pair[0]] == self.values[pair[1]]);
        let pair = pairs.min_by_key(|pair| pair[1])?;
        let (name, value) = (self.name, self.values[pair[0]]);
        let (one, other) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        let message = format!("`{name}` holds {value} twice, at the indices {one} and {other}");
        Some((FindingKind::Duplicates, message))
    }

    fn not_monotonic(&self) -> Found {
        let turning = self
            .steps
            .windows(2)
            .position(|pair| pair[0] > 0.0 && pair[1] < 0.0 || pair[0] < 0.0 && pair[1] > 0.0);
        let rises = self.steps.iter().any(|step| *step > 0.0);
        let falls = self.steps.iter().any(|step| *step < 0.0);
        let at = turning.map(|index| format!(", first at index {}", index + 1)).unwrap_or_default();
        (rises && falls).then(|| {
            (FindingKind::NotMonotonic, format!("`{}` is not monotonic: it rises and falls{at}", self.name))
        })
    }

    /// Widths of cells are positive and change little from one to the next, while positions leave their start behind.
    fn deltas(&self) -> Found {
        let is_near = |pair: &[f64]| (pair[1] - pair[0]).abs() < 0.5 * pair[0].min(pair[1]);
        let are_widths = self.values.iter().all(|value| *value > 0.0) && self.values.windows(2).all(is_near);
        let sum: f64 = self.values.iter().sum();
        are_widths.then(|| {
            let message = format!(
                "`{}` may hold widths of cells, which sum to {}, instead of positions",
                self.name,
                rounded(sum, 1e-9 * sum)
            );
            (FindingKind::Deltas, message)
        })
    }

    fn descending(&self) -> Found {
        let (name, first, last) = (self.name, self.first(), self.last());
        let message = format!(
            "`{name}` falls from {first} to {last}: derivatives are with respect to {name}, not to the index"
        );
        self.falls().then_some((FindingKind::Descending, message))
    }

    fn nearly_even(&self) -> Found {
        let (name, step, spread) = (self.name, self.mean_step(), self.spread());
        (spread > 0.0 && self.is_even_but_for_rounding()).then(|| {
            let message = format!(
                "`{name}` is nearly even: its differences agree to {:.0e}; it is treated as uneven, \
                 `--spacing {name}={}` makes it even",
                spread / step.abs(),
                rounded(step, spread)
            );
            (FindingKind::NearlyEven, message)
        })
    }

    fn degrees(&self) -> Found {
        let message = format!("`{}` is in degrees: derivatives are per degree", self.name);
        (self.turn == Some(360.0)).then_some((FindingKind::Degrees, message))
    }

    fn periodic(&self) -> Found {
        let (turn, step) = (self.turn?, self.mean_step().abs());
        let span = (self.last() - self.first()).abs();
        let near = |length: f64| (length - turn).abs() < 0.01 * step;
        let name = self.name;
        let message = if near(span + step) {
            format!("`{name}` goes once round: its ends are treated as edges, not as neighbours")
        } else if near(span) {
            format!(
                "`{name}` goes once round and ends where it starts: its ends are treated as edges, not as one place"
            )
        } else {
            return None;
        };
        Some((FindingKind::Periodic, message))
    }

    fn index_like(&self, units: Option<&str>) -> Found {
        let counts = self.values.iter().enumerate().all(|(index, value)| *value == index as f64);
        let (name, last) = (self.name, self.last());
        let message = format!("`{name}` counts from 0 to {last}: it may be an index instead of a position");
        let without_unit = units.is_none_or(|unit| agree(unit, "1") == Agreement::Same);
        (counts && without_unit && self.values.len() > 2).then_some((FindingKind::IndexLike, message))
    }
}

/// Least and greatest of the values.
fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
        (least.min(*value), most.max(*value))
    })
}

/// The number with the fewest digits that lies no further from `value` than `tolerance`.
fn rounded(value: f64, tolerance: f64) -> f64 {
    let with_digits = |digits: usize| format!("{value:.digits$e}").parse::<f64>().unwrap_or(value);
    (0..17).map(with_digits).find(|short| (short - value).abs() <= tolerance).unwrap_or(value)
}
