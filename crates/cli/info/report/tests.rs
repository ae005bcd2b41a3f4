use std::{cell::RefCell, ops::Range};

use fieldops_io::{
    ByteOrder, Contents, DataType, Dimension, Result, Source, Storage, ValueType, Values, Variable,
};
use ndarray::{ArrayD, IxDyn};

use super::*;

/// A file that keeps count of what is read of it.
struct Counting {
    contents: Contents,
    read: RefCell<Vec<String>>,
}

impl Source for Counting {
    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], _: ValueType) -> Result<Values> {
        assert_eq!(window.len(), 1, "`{}` is read", variable.path);
        self.read.borrow_mut().push(variable.path.clone());
        let values = (0..window[0].len()).map(|index| (index * index) as f64 * 0.5).collect();
        Ok(Values::F64(ArrayD::from_shape_vec(IxDyn(&[window[0].len()]), values).unwrap()))
    }
}

fn variable(path: &str, names: &[&str], shape: &[usize]) -> Variable {
    let dimension = |name: &&str| Dimension {
        name: Some((*name).to_owned()),
        scales: vec![format!("/{name}")].into_iter().filter(|scale| scale != path).collect(),
    };
    Variable {
        path: path.to_owned(),
        shape: shape.to_vec(),
        data_type: DataType::Float { bytes: 8, order: ByteOrder::Little },
        decoded: None,
        dimensions: names.iter().map(dimension).collect(),
        attributes: Vec::new(),
        applied: Vec::new(),
        storage: Storage::Contiguous,
        is_coordinate: names.len() == 1,
        small_values: None,
    }
}

fn source(variables: &[Variable]) -> Counting {
    let contents = Contents {
        path: "w.h5".into(),
        format: "HDF5",
        attributes: Vec::new(),
        groups: Vec::new(),
        variables: variables.to_vec(),
        skipped: Vec::new(),
        outside: vec![],
    };
    Counting { contents, read: RefCell::default() }
}

#[test]
fn only_coordinates_are_read_and_each_once() {
    let dimensions = ["time", "x", "y"];
    let source = source(&[
        variable("/time", &["time"], &[3]),
        variable("/x", &["x"], &[6]),
        variable("/y", &["y"], &[5]),
        variable("/T", &dimensions, &[3, 6, 5]),
        variable("/u", &dimensions, &[3, 6, 5]),
        variable("/v", &dimensions, &[3, 6, 5]),
    ]);
    let report = FileReport::new(&source, &Hints::default()).unwrap();
    assert_eq!((report.vectors.len(), report.scalars.len()), (1, 1));
    let paths: Vec<_> = report.coordinates.iter().map(|coordinates| coordinates.path.as_str()).collect();
    assert_eq!(paths, ["/time", "/x", "/y"]);
    assert_eq!(*source.read.borrow(), paths);
}

#[test]
fn very_long_coordinates_are_not_read() {
    let length = coordinates::MOST_POINTS + 1;
    let source = source(&[
        variable("/x", &["x"], &[length]),
        variable("/y", &["y"], &[5]),
        variable("/T", &["x", "y"], &[length, 5]),
    ]);
    let report = FileReport::new(&source, &Hints::default()).unwrap();
    let read: Vec<_> = report.coordinates.iter().map(|coordinates| coordinates.is_read).collect();
    assert_eq!(read, [false, true]);
    assert_eq!(*source.read.borrow(), ["/y"]);
    let text = super::super::text::of_file(&report);
    assert!(text.contains("  /x  4194305 points  "), "{text}");
    assert!(text.contains("  not read: too many for this\n"), "{text}");
}
