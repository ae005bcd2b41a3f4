//! What several subjects use.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use fieldops_io::{Source, ValueType, Values};
use fieldops_netcdf::{NetcdfSource, open};

/// A file that `tests/data/make_data.py` made.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// Such a file, open.
pub(crate) fn opened(name: &str) -> NetcdfSource {
    open(&data(name)).unwrap()
}

/// All values of a variable in 64 bits, in row-major order.
pub(crate) fn all(source: &NetcdfSource, path: &str) -> Vec<f64> {
    let variable = source.contents().variable(path).unwrap();
    let window: Vec<_> = variable.shape.iter().map(|&extent| 0..extent).collect();
    match source.read(variable, &window, ValueType::F64).unwrap() {
        Values::F64(values) => values.into_raw_vec_and_offset().0,
        _ => panic!("64 bits were asked for"),
    }
}

/// The window of a variable with one axis; a literal array of one range looks like a mistake to clippy.
pub(crate) fn one(range: Range<usize>) -> [Range<usize>; 1] {
    [range]
}
