//! The bodies of the fuzz targets. Each takes any bytes, and panics where a promise is broken.

pub mod chunks;
pub mod conventions;
pub mod coordinates;
pub mod expression;
pub mod units;

/// What a target does with its bytes.
pub type Body = fn(&[u8]);

/// Every target by its name, which is also that of its folder in `corpus`.
pub const TARGETS: [(&str, Body); 5] = [
    ("chunks", chunks::run),
    ("conventions", conventions::run),
    ("coordinates", coordinates::run),
    ("expression", expression::run),
    ("units", units::run),
];
