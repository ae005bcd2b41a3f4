//! How elements lie in the file, and windows of them.

use std::ops::Range;

use fieldops_io::{Error, Source, Storage, ValueType, Values};
use ndarray::ArrayD;

use crate::common::{one, open_data, ramp, read, read_error, told, variable};

fn chunked(chunk: &[usize], filters: &[&str]) -> Storage {
    Storage::Chunked { chunk: chunk.to_vec(), filters: filters.iter().map(ToString::to_string).collect() }
}

#[test]
fn layouts_and_filters_are_told() {
    let source = open_data("storage.hdf5");
    let storage = |path| variable(&source, path).storage.clone();
    assert_eq!(storage("/compact"), Storage::Compact);
    assert_eq!(storage("/contiguous"), Storage::Contiguous);
    assert_eq!(storage("/chunked"), chunked(&[2, 4, 3], &[]));
    assert_eq!(storage("/deflate"), chunked(&[2, 4, 3], &["deflate(6)"]));
    assert_eq!(storage("/all"), chunked(&[3, 6, 4], &["shuffle", "deflate(9)", "fletcher32"]));
    assert_eq!(storage("/lzf"), chunked(&[5, 6, 7], &["lzf"]));
}

#[test]
fn every_window_at_the_edges_is_read_from_every_layout() {
    let source = open_data("storage.hdf5");
    let windows: [[Range<usize>; 3]; 7] = [
        [0..5, 0..6, 0..7],
        [0..1, 0..1, 0..1],
        [4..5, 5..6, 6..7],
        [1..4, 0..6, 2..5],
        [2..5, 3..6, 0..7],
        [3..3, 0..6, 0..7],
        [0..5, 5..6, 3..4],
    ];
    for path in ["/contiguous", "/chunked", "/deflate", "/all", "/growing"] {
        for window in &windows {
            let values = source.read(variable(&source, path), window, ValueType::F64).unwrap();
            assert_eq!(values, Values::F64(ramp(window)), "{path} {window:?}");
        }
    }
}

#[test]
fn what_was_never_written_is_the_fill_value() {
    let source = open_data("storage.hdf5");
    let mut expected = ArrayD::from_elem(vec![5, 6, 7], -2.5);
    expected.slice_mut(ndarray::s![..2, ..4, ..3]).assign(&ramp(&[0..2, 0..4, 0..3]));
    assert_eq!(read(&source, "/absent", ValueType::F64), Values::F64(expected));
    assert_eq!(read(&source, "/unwritten", ValueType::F32), Values::zeros(ValueType::F32, &[2, 3]));
}

#[test]
fn big_endian_compact_data_is_read() {
    let source = open_data("storage.hdf5");
    assert_eq!(read(&source, "/compact", ValueType::F64), Values::F64(ramp(&[0..2, 0..3])));
}

#[test]
fn a_missing_filter_is_named() {
    let source = open_data("storage.hdf5");
    let error = read_error(&source, "/lzf", ValueType::F64);
    assert!(matches!(error, Error::BadObject { .. }));
    assert!(error.to_string().starts_with("`/lzf` in `"), "{error}");
    assert!(error.to_string().ends_with("is compressed by lzf, which is not available here"), "{error}");
    assert!(error.hint().is_some());
}

#[test]
fn a_window_larger_than_memory_is_an_error() {
    let source = open_data("storage.hdf5");
    for path in ["/vast", "/vast_chunked"] {
        assert_eq!(variable(&source, path).shape, [1 << 60]);
        let error = read_error(&source, path, ValueType::F64);
        assert_eq!(
            told(&error).rsplit(": ").next().unwrap(),
            "no memory for 1152921504606846976 values of 8 bytes"
        );
        let end = source.read(variable(&source, path), &one((1 << 60) - 2..1 << 60), ValueType::F64).unwrap();
        assert_eq!(end, Values::zeros(ValueType::F64, &[2]));
    }
}

#[test]
fn a_user_block_before_the_signature_is_passed() {
    let source = open_data("user_block.hdf5");
    assert_eq!(read(&source, "/f", ValueType::F64), Values::F64(ramp(&[0..2, 0..3])));
}

#[test]
#[should_panic(expected = "window [0..5, 0..6, 0..8] of `/contiguous`, whose shape is [5, 6, 7]")]
fn a_window_outside_the_shape_is_a_bug_of_the_caller() {
    let source = open_data("storage.hdf5");
    let _ = source.read(variable(&source, "/contiguous"), &[0..5, 0..6, 0..8], ValueType::F64);
}
