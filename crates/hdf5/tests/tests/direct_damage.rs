//! Damage to what is read without the library: an error that names the chunk, never other values.

use std::{fs, ops::Range, path::Path};

use fieldops_hdf5::{Hdf5Source, open};
use fieldops_io::{Error, Source, ValueType};
use tempfile::tempdir;

use crate::{
    common::{told, variable, whole},
    direct::{Random, chunks_are_read_directly},
    made::{Element, Filter, Number, Spec, create, new_file, read_chunk, write, write_chunk},
};

const SHAPE: [usize; 2] = [70, 33];
const CHUNK: [usize; 2] = [30, 20];
const ALL: [Filter; 3] = [Filter::Shuffle, Filter::Deflate(6), Filter::Fletcher32];

/// A file of one dataset, whose chunk at (30, 20) is replaced by what `damage` makes of it.
fn with_damaged_chunk(
    path: &Path,
    filters: &[Filter],
    damage: impl FnOnce(Vec<u8>) -> Vec<u8>,
) -> Hdf5Source {
    let file = new_file(path, false, 0);
    let dataset =
        create(&file, "f", &Spec::new(Element::One(Number("f8", false)), &SHAPE).chunked(&CHUNK, filters));
    write(&dataset, &whole(&SHAPE), &Random(5).bytes(70 * 33 * 8));
    write_chunk(&dataset, &[30, 20], 0, &damage(read_chunk(&dataset, &[30, 20])));
    drop(dataset);
    file.close().unwrap();
    open(path).unwrap()
}

fn direct_error(source: &Hdf5Source, window: &[Range<usize>]) -> String {
    let error = source.read_directly(variable(source, "/f"), window, ValueType::F64).unwrap_err();
    assert!(matches!(&error, Error::Read { object, .. } if object == "/f"), "{}", told(&error));
    told(&error)
}

#[test]
fn a_damaged_chunk_is_named() {
    if !chunks_are_read_directly() {
        return;
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let flip = |place: usize| {
        move |mut bytes: Vec<u8>| {
            bytes[place] ^= 1;
            bytes
        }
    };
    let whole = whole(&SHAPE);
    let deflate = &[Filter::Deflate(6)][..];
    let zeros = |count: usize| {
        move |_| {
            let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::best());
            let mut bytes = vec![0; compressor.zlib_compress_bound(count)];
            let length = compressor.zlib_compress(&vec![0; count], &mut bytes).unwrap();
            bytes.truncate(length);
            bytes
        }
    };
    let error_of = |source: &Hdf5Source| {
        let error = direct_error(source, &whole);
        let (_, problem) = error.split_once("the chunk at [30, 20] is damaged: ").expect(&error);
        let others = [0..70, 0..20];
        assert!(source.read_directly(variable(source, "/f"), &others, ValueType::F64).is_ok());
        problem.to_owned()
    };
    let error = error_of(&with_damaged_chunk(&path, &ALL, flip(40)));
    assert!(error.starts_with("its Fletcher32 checksum is "), "{error}");
    // Here the library reads beyond its memory, and crashes.
    let error = error_of(&with_damaged_chunk(&path, &[Filter::Fletcher32], |bytes| bytes[..3].to_vec()));
    assert_eq!(error, "it is shorter than its Fletcher32 checksum");
    let error = error_of(&with_damaged_chunk(&path, deflate, flip(0)));
    assert_eq!(error, "it cannot be inflated");
    let error = error_of(&with_damaged_chunk(&path, deflate, |bytes| bytes[..4].to_vec()));
    assert_eq!(error, "its 4 bytes cannot inflate to 4800");
    let error = error_of(&with_damaged_chunk(&path, deflate, zeros(4792)));
    assert_eq!(error, "it inflates to 4792 bytes instead of 4800");
    // A bomb: a thousand times the chunk.
    let error = error_of(&with_damaged_chunk(&path, deflate, zeros(4_800_000)));
    assert_eq!(error, "it inflates to more than its 4800 bytes");
    let error = error_of(&with_damaged_chunk(&path, &[Filter::Shuffle], |bytes| bytes[..4000].to_vec()));
    assert_eq!(error, "it has 4000 bytes instead of 4800");
}

#[test]
fn what_follows_the_end_of_the_deflated_bytes_is_passed_over_as_the_library_does() {
    if !chunks_are_read_directly() {
        return;
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let source = with_damaged_chunk(&path, &[Filter::Deflate(6)], |mut bytes| {
        bytes.extend([7; 100]);
        bytes
    });
    let (variable, window) = (variable(&source, "/f"), whole(&SHAPE));
    let direct = source.read_directly(variable, &window, ValueType::F64).unwrap();
    let library = source.read_through_library(variable, &window, ValueType::F64).unwrap();
    assert_eq!(format!("{direct:?}"), format!("{library:?}"));
}

#[test]
fn flipped_bytes_of_a_chunk_are_judged_as_the_library_judges_them() {
    if !chunks_are_read_directly() {
        return;
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let window = whole(&SHAPE);
    let mut random = Random(11);
    let mut refused = 0;
    for filters in [&ALL[..], &ALL[..2], &[Filter::Deflate(1)], &[Filter::Shuffle]] {
        for _ in 0..60 {
            let source = with_damaged_chunk(&path, filters, |mut bytes| {
                for _ in 0..=random.below(3) {
                    let place = random.below(bytes.len());
                    bytes[place] = random.byte();
                }
                bytes
            });
            let variable = variable(&source, "/f");
            let library = source.read_through_library(variable, &window, ValueType::F64);
            match (source.read_directly(variable, &window, ValueType::F64), library) {
                (Ok(direct), Ok(library)) => assert_eq!(format!("{direct:?}"), format!("{library:?}")),
                (Err(_), Err(_)) => refused += 1,
                (direct, library) => panic!("{filters:?}: {:?} but {:?}", direct.is_ok(), library.is_ok()),
            }
        }
    }
    assert!((100..240).contains(&refused), "{refused} of 240 damaged datasets are refused");
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_an_error() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let file = new_file(&path, false, 0);
    let double = Element::One(Number("f8", false));
    write(&create(&file, "g", &Spec::new(double, &[1000])), &whole(&[1000]), &Random(6).bytes(8000));
    file.close().unwrap();
    let source = open(&path).unwrap();
    let bytes = fs::metadata(&path).unwrap().len();
    source.check_length().unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(bytes - 4096).unwrap();
    // The library gives zeros without a word.
    source.read_through_library(variable(&source, "/g"), &whole(&[1000]), ValueType::F64).unwrap();
    let error = source.check_length().unwrap_err().to_string();
    let expected = format!("was cut off while it was read: it had {bytes} bytes, and has {}", bytes - 4096);
    assert!(error.ends_with(&expected), "{error}");
    let error = source.read_directly(variable(&source, "/g"), &whole(&[1000]), ValueType::F64).unwrap_err();
    assert!(matches!(&error, Error::Read { object, .. } if object == "/g"));
    assert!(told(&error).contains("the file ends before byte "), "{}", told(&error));

    if !chunks_are_read_directly() {
        return;
    }
    let path = folder.path().join("chunks.h5");
    let source = with_damaged_chunk(&path, &[Filter::Shuffle], |bytes| bytes);
    // So that the library has told where the chunks lie.
    source.read_directly(variable(&source, "/f"), &[0..1, 0..1], ValueType::F64).unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(6000).unwrap();
    let error = direct_error(&source, &whole(&SHAPE));
    assert!(error.contains(" is damaged: it has 4800 bytes at offset "), "{error}");
    assert!(error.ends_with(", but the file has 6000"), "{error}");
}

#[test]
fn deflated_windows_take_the_direct_way_by_themselves() {
    if !chunks_are_read_directly() {
        return;
    }
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let shape = [150, 100];
    let file = new_file(&path, false, 0);
    let dataset = create(
        &file,
        "f",
        &Spec::new(Element::One(Number("f8", true)), &shape).chunked(&[50, 40], &[Filter::Deflate(1)]),
    );
    write(&dataset, &whole(&shape), &Random(7).bytes(150 * 100 * 8));
    let mut bytes = read_chunk(&dataset, &[100, 40]);
    bytes[0] ^= 1;
    write_chunk(&dataset, &[100, 40], 0, &bytes);
    drop(dataset);
    file.close().unwrap();
    let source = open(&path).unwrap();
    let read = |window: &[Range<usize>]| {
        source.read(variable(&source, "/f"), window, ValueType::F64).map_err(|error| told(&error))
    };
    assert!(read(&whole(&shape)).unwrap_err().contains("the chunk at [100, 40] is damaged: it "));
    assert!(
        read(&[100..110, 40..50]).unwrap_err().contains("the chunk at"),
        "so do small ones of deflated chunks"
    );
    assert!(read(&[0..100, 0..100]).is_ok());
}
