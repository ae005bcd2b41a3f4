//! Filling files that another library has laid out.

use std::{fs, path::Path};

use fieldops_hdf5::{Hdf5Sink, fill, open};
use fieldops_io::{
    Compression, Error, OutputDimension, OutputVariable, PendingFile, Result, Sink, ValueType, Values,
};
use ndarray::{ArrayD, IxDyn};
use tempfile::tempdir;

use crate::common::{ramp, read, told, whole};

const SHAPE: [usize; 2] = [7, 5];

fn variable(compression: Compression) -> OutputVariable {
    OutputVariable {
        path: "/f".into(),
        shape: SHAPE.into(),
        value_type: ValueType::F64,
        dimensions: vec![OutputDimension::default(); 2],
        attributes: vec![],
        compression,
        windows: vec![],
    }
}

/// Lays a file out with `f` as the group `g` has it, and opens it to fill it.
fn laid_out(
    path: &Path,
    variable: OutputVariable,
    make: impl FnOnce(hdf5::DatasetBuilderEmpty) -> hdf5::DatasetBuilderEmpty,
) -> Result<Hdf5Sink> {
    let pending = PendingFile::create(path, false).unwrap();
    let file = hdf5::File::create(pending.temporary()).unwrap();
    let group = file.create_group("g").unwrap();
    make(group.new_dataset::<f64>()).shape(SHAPE).create("stored").unwrap();
    drop(group);
    file.close().unwrap();
    fill(pending, path, &[variable], &["/g/stored".into()])
}

const DEFLATED: Compression = Compression::Deflate { level: 3 };

#[test]
fn values_go_where_they_were_laid_out() {
    let folder = tempdir().unwrap();
    for compression in [Compression::None, DEFLATED] {
        let path = folder.path().join(format!("{compression:?}.h5"));
        let mut sink = laid_out(&path, variable(compression), |builder| match compression {
            Compression::None => builder,
            Compression::Deflate { level } => builder.chunk([3, 2]).shuffle().deflate(level),
        })
        .unwrap();
        // The windows cut chunks, and come in any order.
        for rows in [4..7, 0..2, 2..4] {
            let window = [rows, 0..5];
            sink.write("/f", &window, &Values::F64(ramp(&window))).unwrap();
        }
        Box::new(sink).finish().unwrap();
        assert_eq!(
            read(&open(&path).unwrap(), "/g/stored", ValueType::F64),
            Values::F64(ramp(&whole(&SHAPE)))
        );
        // The library alone reads the same.
        let file = hdf5::File::open(&path).unwrap();
        let values = file.dataset("g/stored").unwrap().read_dyn::<f64>().unwrap();
        assert_eq!(values, ramp(&whole(&SHAPE)));
    }
}

#[test]
fn what_was_laid_out_otherwise_is_an_error_and_leaves_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let problem = |outcome: Result<Hdf5Sink>| match outcome {
        Err(error @ Error::Create { .. }) => told(&error),
        other => panic!("{other:?}"),
    };
    let plain = problem(laid_out(&path, variable(DEFLATED), |builder| builder));
    assert!(plain.contains("`/f` has the layout Contiguous and the filters []"), "{plain}");
    let unshuffled = problem(laid_out(&path, variable(DEFLATED), |builder| builder.chunk([3, 2]).deflate(3)));
    assert!(unshuffled.contains("and the filters [1]"), "{unshuffled}");
    let longer = OutputVariable { shape: vec![7, 6], ..variable(DEFLATED) };
    let longer = problem(laid_out(&path, longer, |builder| builder.chunk([3, 2]).shuffle().deflate(3)));
    assert!(longer.contains("has shape [7, 5] instead of [7, 6]"), "{longer}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_unfinished_file_leaves_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let mut sink = laid_out(&path, variable(Compression::None), |builder| builder).unwrap();
    let row = ArrayD::from_elem(IxDyn(&[1, 5]), 2.5);
    sink.write("/f", &[3..4, 0..5], &Values::F64(row)).unwrap();
    drop(sink);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
