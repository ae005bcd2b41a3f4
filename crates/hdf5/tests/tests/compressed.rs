//! Compressed variables, whose chunks the sink gathers from windows, deflates and writes.

use std::{ops::Range, path::Path};

use fieldops_hdf5::{create, open};
use fieldops_io::{
    Compression, OutputDimension, OutputSchema, OutputVariable, Sink, Source, Storage, ValueType, Values,
};
use ndarray::{ArrayD, Axis};
use num_complex::Complex32;
use tempfile::tempdir;

use crate::common::{ramp, ramp_of, read, whole};

/// A schema of one variable, `/f`, to be deflated.
fn deflated(shape: &[usize], value_type: ValueType, level: u8) -> OutputSchema {
    let variable = OutputVariable {
        path: "/f".into(),
        shape: shape.into(),
        value_type,
        dimensions: vec![OutputDimension::default(); shape.len()],
        attributes: vec![],
        compression: Compression::Deflate { level },
        windows: Vec::new(),
    };
    OutputSchema { variables: vec![variable], ..Default::default() }
}

#[test]
fn windows_that_cut_chunks_and_strided_values_are_written() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    let shape = vec![4, 300, 250];
    let schema = deflated(&shape, ValueType::F64, 1);
    let mut sink = create(&path, &schema, false).unwrap();
    let whole_ramp = ramp(&whole(&shape));
    for rows in [0..7, 7..150, 150..300] {
        let mut values = whole_ramp.slice_axis(Axis(1), rows.clone().into()).to_owned();
        values.invert_axis(Axis(2));
        let mut copy = ArrayD::zeros(values.raw_dim());
        copy.assign(&values);
        copy.invert_axis(Axis(2));
        assert!(!copy.is_standard_layout());
        sink.write("/f", &[0..4, rows, 0..250], &Values::F64(copy)).unwrap();
    }
    Box::new(sink).finish().unwrap();
    let source = open(&path).unwrap();
    let chunk = vec![1, 300, 250];
    assert!(
        matches!(&source.contents().variables[0].storage, Storage::Chunked { chunk: c, .. } if *c == chunk)
    );
    assert_eq!(read(&source, "/f", ValueType::F64), Values::F64(whole_ramp));
}

/// Where the chunks of a variable lie in a file that so many threads wrote, window by window, and how long they are.
fn chunks_written_by(threads: usize, folder: &Path) -> Vec<(Vec<u64>, u64, u64)> {
    let path = folder.join(format!("{threads}.h5"));
    let shape = [9, 300, 250];
    let schema = deflated(&shape, ValueType::F64, 1);
    let mut sink = create(&path, &schema, false).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let whole_ramp = ramp(&whole(&shape));
    // Chunks are begun by one window and completed by the next, in an order that is not theirs.
    for columns in [100..300, 0..100] {
        // Rows that deflate to unlike lengths, so that threads would overtake each other.
        let mut values = whole_ramp.slice_axis(Axis(1), columns.clone().into()).to_owned();
        for (number, mut plane) in values.outer_iter_mut().enumerate() {
            plane.mapv_inplace(|value| if number % 2 == 0 { value.sin() } else { 1.5 });
        }
        pool.install(|| sink.write("/f", &[0..9, columns, 0..250], &Values::F64(values))).unwrap();
    }
    Box::new(sink).finish().unwrap();
    let dataset = hdf5::File::open(&path).unwrap().dataset("/f").unwrap();
    let chunk = |index| dataset.chunk_info(index).unwrap();
    (0..dataset.num_chunks().unwrap())
        .map(|index| (chunk(index).offset, chunk(index).addr, chunk(index).size))
        .collect()
}

#[test]
fn chunks_lie_in_storage_order_however_many_threads_deflate_them() {
    let folder = tempdir().unwrap();
    let one = chunks_written_by(1, folder.path());
    assert!(one.len() == 9 && one.is_sorted_by_key(|(_, place, _)| *place), "{one:?}");
    for threads in [2, 5] {
        assert_eq!(chunks_written_by(threads, folder.path()), one, "{threads} threads");
    }
}

/// Pieces of an axis, cut at these places.
fn cut(extent: usize, at: &[usize]) -> Vec<Range<usize>> {
    let ends: Vec<usize> = [&[0], at, &[extent]].concat();
    ends.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

#[test]
fn chunks_are_gathered_from_windows_cut_along_all_axes() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    // Chunks of [1, 419, 313] values of 8 bytes: the second along axis 1 is cut short by the end of the array.
    let shape = vec![3, 500, 313];
    let schema = deflated(&shape, ValueType::C32, 4);
    let mut sink = create(&path, &schema, false).unwrap();
    for columns in cut(313, &[1, 200]).into_iter().rev() {
        for planes in cut(3, &[2]) {
            for rows in cut(500, &[100, 418, 419, 420]) {
                let window = [planes.clone(), rows, columns.clone()];
                sink.write("/f", &window, &ramp_of(&window, ValueType::C32)).unwrap();
            }
        }
    }
    Box::new(sink).finish().unwrap();
    let read_by_library: ArrayD<Complex32> =
        hdf5::File::open(&path).unwrap().dataset("f").unwrap().read_dyn().unwrap();
    assert_eq!(Values::C32(read_by_library), ramp_of(&whole(&shape), ValueType::C32));
}

#[test]
fn elements_that_never_come_are_zero() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out.h5");
    let shape = [5, 3, 4];
    let schema = deflated(&shape, ValueType::F64, 0);
    let mut sink = create(&path, &schema, false).unwrap();
    let window = [1..3, 0..3, 1..2];
    sink.write("/f", &window, &ramp_of(&window, ValueType::F64)).unwrap();
    Box::new(sink).finish().unwrap();
    let mut expected = ArrayD::zeros(&shape[..]);
    let mut part = expected.view_mut();
    part.slice_each_axis_inplace(|axis| window[axis.axis.index()].clone().into());
    part.assign(&ramp(&window));
    let read_by_library: ArrayD<f64> =
        hdf5::File::open(&path).unwrap().dataset("f").unwrap().read_dyn().unwrap();
    assert_eq!(read_by_library, expected);
}
