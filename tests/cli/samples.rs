//! Inputs: uneven axes of different extents, values without any symmetry.

use hdf5::{Dataset, File};
use ndarray::{ArrayD, IxDyn};

use super::folder::{describe, label};

pub(crate) const X: [f64; 6] = [0.0, 0.5, 0.75, 2.0, 2.25, 4.0];
pub(crate) const Y: [f64; 5] = [-1.0, -0.75, 0.5, 1.75, 2.0];
/// Even.
pub(crate) const Z: [f64; 4] = [3.0, 3.25, 3.5, 3.75];
pub(crate) const SHAPE: [usize; 3] = [6, 5, 4];

/// Values that differ for each `seed`.
pub(crate) fn values(shape: &[usize], seed: u32) -> ArrayD<f64> {
    let mut count = f64::from(seed) * 0.7;
    ArrayD::from_shape_simple_fn(IxDyn(shape), || {
        count += 1.0;
        (count * 1.3).sin() * 10.0 + (count * 0.017).exp()
    })
}

pub(crate) fn add(file: &File, name: &str, data: &ArrayD<f64>, dimensions: &[&str]) -> Dataset {
    let dataset = file.new_dataset_builder().with_data(data).create(name).unwrap();
    label(&dataset, dimensions);
    dataset
}

/// Coordinates x, y, z in metres.
pub(crate) fn coordinates(file: &File) {
    for (name, values) in [("x", &X[..]), ("y", &Y), ("z", &Z)] {
        let dataset = file.new_dataset_builder().with_data(values).create(name).unwrap();
        describe(&dataset, "units", "m");
    }
}

/// The component `c` of the sample field.
pub(crate) fn component(c: usize) -> ArrayD<f64> {
    values(&SHAPE, u32::try_from(c).unwrap())
}

/// Ex, Ey, Ez in V/m on (x, y, z).
pub(crate) fn siblings(file: &File) {
    coordinates(file);
    for (c, name) in ["Ex", "Ey", "Ez"].into_iter().enumerate() {
        let dataset = add(file, name, &component(c), &["x", "y", "z"]);
        describe(&dataset, "units", "V/m");
    }
}

/// E with the component axis first or last.
pub(crate) fn stacked(file: &File, component_axis: usize) {
    coordinates(file);
    let views: Vec<_> = (0..3).map(component).collect();
    let views: Vec<_> = views.iter().map(|array| array.view()).collect();
    let data = ndarray::stack(ndarray::Axis(component_axis), &views).unwrap();
    let mut names = vec!["x", "y", "z"];
    names.insert(component_axis, "component");
    // `stack` may order memory otherwise than the file does.
    add(file, "E", &data.as_standard_layout().into_owned(), &names);
}

/// T in K on (x, y, z).
pub(crate) fn scalar(file: &File) {
    coordinates(file);
    let dataset = add(file, "T", &component(0), &["x", "y", "z"]);
    describe(&dataset, "units", "K");
}
