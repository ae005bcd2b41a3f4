//! What is read without the library is bit for bit what the library reads.

use std::{ops::Range, path::Path};

use fieldops_hdf5::{Hdf5Source, open};
use fieldops_io::{DataType, Source, ValueType, Values};
use ndarray::{ArrayD, Dimension};
use num_complex::Complex;
use proptest::{collection::vec, prelude::*, sample::subsequence, test_runner::RngSeed};
use tempfile::tempdir;

use crate::{
    common::{data, open_data, told, variable, whole},
    made::{Element, Filter, Number, Spec, create, element_bytes, new_file, read_chunk, write, write_chunk},
};

/// A linear congruential generator: the constants are Knuth's.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    pub(crate) fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }

    fn range(&mut self, extent: usize) -> Range<usize> {
        let start = self.below(extent);
        start..start + 1 + self.below(extent - start)
    }

    fn window(&mut self, shape: &[usize]) -> Vec<Range<usize>> {
        shape.iter().map(|&extent| self.range(extent)).collect()
    }

    /// Bytes that compress, and that make infinities and NaNs of all kinds often.
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| [0, 0x7f, 0x80, 0xff, 0xc0, self.byte()][self.below(6)]).collect()
    }
}

fn bits(values: &Values) -> Vec<u64> {
    fn all<T: Copy>(array: &ArrayD<T>, bits: impl Fn(T) -> [u64; 2]) -> Vec<u64> {
        array.iter().flat_map(|&value| bits(value)).collect()
    }
    match values {
        Values::F32(array) => all(array, |value| [value.to_bits().into(), 0]),
        Values::F64(array) => all(array, |value| [value.to_bits(), 0]),
        Values::C32(array) => all(array, |value| [value.re.to_bits().into(), value.im.to_bits().into()]),
        Values::C64(array) => all(array, |value| [value.re.to_bits(), value.im.to_bits()]),
    }
}

/// Types as which a variable can be read without the library.
fn value_types(data_type: &DataType) -> &'static [ValueType] {
    match data_type {
        DataType::Float { bytes: 4, .. } => &[ValueType::F32, ValueType::F64],
        DataType::Complex { .. } => &[ValueType::C32, ValueType::C64],
        _ => &[ValueType::F64],
    }
}

fn both_ways_agree(source: &Hdf5Source, path: &str, window: &[Range<usize>]) {
    let variable = variable(source, path);
    for &value_type in value_types(&variable.data_type) {
        let expected = source.read_through_library(variable, window, value_type);
        let found = source.read_directly(variable, window, value_type);
        let [expected, found] =
            [expected, found].map(|values| values.unwrap_or_else(|error| panic!("{}", told(&error))));
        assert_eq!(found.shape(), expected.shape());
        assert_eq!(bits(&found), bits(&expected), "{path} {window:?} as {value_type:?}");
        assert_eq!(bits(&source.read(variable, window, value_type).unwrap()), bits(&expected));
        let mut used = used(value_type, expected.shape());
        source.read_into(variable, window, &mut used).unwrap();
        assert_eq!(bits(&used), bits(&expected), "{path} {window:?} into an array as {value_type:?}");
        if let Some(reader) = source.reader(variable, value_type) {
            let mut used = self::used(value_type, expected.shape());
            reader.read_into(window, used.in_memory()).unwrap();
            assert_eq!(bits(&used), bits(&expected), "{path} {window:?} by a reader as {value_type:?}");
        }
    }
}

/// An array that holds something.
fn used(value_type: ValueType, shape: &[usize]) -> Values {
    let mut values = Values::zeros(value_type, shape);
    match &mut values {
        Values::F32(array) => array.fill(7.5),
        Values::F64(array) => array.fill(7.5),
        Values::C32(array) => array.fill(Complex::new(7.5, -1.5)),
        Values::C64(array) => array.fill(Complex::new(7.5, -1.5)),
    }
    values
}

/// Older libraries cannot list the chunks in one pass, and read them themselves.
pub(crate) fn chunks_are_read_directly() -> bool {
    hdf5::library_version() >= (1, 14, 4)
}

const FLOATS: [Number; 4] =
    [Number("f4", false), Number("f4", true), Number("f8", false), Number("f8", true)];

const INTEGERS: [&str; 6] = ["i1", "u1", "i2", "u2", "i4", "u4"];

fn element() -> impl Strategy<Value = Element> {
    prop_oneof![
        3 => prop::sample::select(&FLOATS[..]).prop_map(Element::One),
        1 => prop::sample::select(&FLOATS[..]).prop_map(Element::Complex),
        1 => prop::sample::select(&FLOATS[..]).prop_map(|part| Element::Vector(part, 0)),
        2 => (prop::sample::select(&INTEGERS[..]), any::<bool>())
            .prop_map(|(name, big)| Element::One(Number(name, big))),
    ]
}

/// In any order, and with checksums on both sides of deflate.
fn filters() -> impl Strategy<Value = Vec<Filter>> {
    let all = vec![Filter::Fletcher32, Filter::Shuffle, Filter::Deflate(4), Filter::Fletcher32];
    (subsequence(all, 0..=4).prop_shuffle(), 0..=9_u32).prop_map(|(mut filters, level)| {
        for filter in &mut filters {
            if let Filter::Deflate(chosen) = filter {
                *chosen = level;
            }
        }
        // The library knows each filter once.
        let mut seen = Vec::new();
        filters.retain(|filter| {
            !seen.contains(filter) && {
                seen.push(*filter);
                true
            }
        });
        filters
    })
}

#[derive(Debug, Clone)]
struct Case {
    spec: Spec,
    newest: bool,
    user_block: u64,
    /// Which filters are left out for which chunk, in turn.
    masks: Vec<u32>,
    seed: u64,
}

fn case() -> impl Strategy<Value = Case> {
    let shape = vec((1..10_usize, 1..6_usize), 1..=3);
    let options = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let masks = vec(0..8_u32, 0..4);
    (
        element(),
        shape,
        prop::option::of(filters()),
        options,
        prop::option::of(any::<u8>()),
        masks,
        any::<u64>(),
    )
        .prop_map(
            |(element, shape, filters, (grows, newest, has_user_block, unfiltered), fill, masks, seed)| {
                let (shape, chunk): (Vec<usize>, Vec<usize>) = shape.into_iter().unzip();
                let grows = grows && filters.is_some();
                let mut fits: Vec<usize> =
                    (chunk.iter().zip(&shape)).map(|(&c, &extent)| c.min(extent)).collect();
                if grows {
                    fits[0] = chunk[0];
                }
                let mut spec = Spec { grows, fill, ..Spec::new(element, &shape) };
                if let Some(filters) = filters {
                    spec.edges_are_unfiltered = unfiltered && newest;
                    spec = spec.chunked(&fits, &filters);
                }
                Case { spec, newest, user_block: if has_user_block { 1024 } else { 0 }, masks, seed }
            },
        )
}

fn make(path: &Path, Case { spec, newest, user_block, masks, seed }: &Case) {
    let mut random = Random(*seed);
    let file = new_file(path, *newest, *user_block);
    let dataset = create(&file, "f", spec);
    // What lies outside of this stays absent, or is the fill value.
    let written = random.window(&spec.shape);
    let count: usize = written.iter().map(Range::len).product();
    let bytes = random.bytes(count * element_bytes(&dataset));
    let Some(chunk) = spec.chunk.as_ref().filter(|_| !masks.is_empty() && !spec.edges_are_unfiltered) else {
        return write(&dataset, &written, &bytes);
    };
    // The library stores the chunks of datasets that have only the rest of the filters.
    let without: Vec<_> = (masks.iter().enumerate())
        .map(|(index, mask)| {
            let is_left = |&(filter, _): &(usize, &Filter)| (mask >> filter) & 1 == 0;
            let rest: Vec<Filter> =
                spec.filters.iter().enumerate().filter(is_left).map(|(_, filter)| *filter).collect();
            let without = create(&file, &format!("without{index}"), &spec.clone().chunked(chunk, &rest));
            write(&without, &written, &bytes);
            (mask, without)
        })
        .collect();
    let first: Vec<usize> = written.iter().zip(chunk).map(|(range, extent)| range.start / extent).collect();
    let counts: Vec<usize> = (written.iter().zip(chunk).zip(&first))
        .map(|((range, extent), first)| range.end.div_ceil(*extent) - first)
        .collect();
    for (number, index) in ndarray::indices(counts).into_iter().enumerate() {
        let start: Vec<usize> = index
            .slice()
            .iter()
            .zip(&first)
            .zip(chunk)
            .map(|((i, first), extent)| (i + first) * extent)
            .collect();
        let (mask, without) = &without[number % without.len()];
        write_chunk(&dataset, &start, **mask, &read_chunk(without, &start));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(20_261_124),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_dataset_reads_the_same_both_ways(case in case()) {
        prop_assume!(case.spec.chunk.is_none() || chunks_are_read_directly());
        let folder = tempdir().unwrap();
        let path = folder.path().join("f.h5");
        make(&path, &case);
        let source = open(&path).unwrap();
        let shape = variable(&source, "/f").shape.clone();
        let mut random = Random(case.seed ^ 1);
        both_ways_agree(&source, "/f", &whole(&shape));
        for _ in 0..4 {
            both_ways_agree(&source, "/f", &random.window(&shape));
        }
        // As the pipeline does: windows that overlap follow each other along an axis, and chunks are kept in some room.
        for axis in 0..shape.len() {
            source.begin_pass(case.seed % 400);
            for start in 0..shape[axis] {
                let mut window = whole(&shape);
                window[axis] = start.saturating_sub(1)..(start + 2).min(shape[axis]);
                both_ways_agree(&source, "/f", &window);
            }
        }
    }
}

#[test]
fn files_of_h5py_read_the_same_both_ways() {
    for (name, paths) in [
        ("storage.hdf5", &["/contiguous", "/chunked", "/deflate", "/all", "/growing", "/absent"][..]),
        ("components.hdf5", &["/E", "/v"]),
        ("user_block.hdf5", &["/f"]),
        ("types.hdf5", &["/native_complex", "/native_complex_big", "/little/c8", "/big/c16", "/scalar"]),
    ] {
        if !data(name).exists() || !chunks_are_read_directly() {
            continue;
        }
        let source = open_data(name);
        for path in paths {
            both_ways_agree(&source, path, &whole(&variable(&source, path).shape));
        }
    }
}

#[test]
fn large_windows_are_cut_into_pieces_and_rows() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let file = new_file(&path, false, 512);
    let mut random = Random(9);
    let shape = [90, 61, 101];
    for (name, number) in
        [("f4", Number("f4", true)), ("f8", Number("f8", false)), ("i2", Number("i2", true))]
    {
        let dataset = create(&file, name, &Spec::new(Element::One(number), &shape));
        write(&dataset, &whole(&shape), &random.bytes(90 * 61 * 101 * element_bytes(&dataset)));
    }
    file.close().unwrap();
    let source = open(&path).unwrap();
    for path in ["/f4", "/f8", "/i2"] {
        for window in [
            [0..90, 0..61, 0..101],
            [7..90, 0..61, 0..101],
            [0..90, 3..60, 0..101],
            [0..90, 0..61, 1..100],
            [0..90, 0..61, 50..52],
            [0..90, 5..60, 50..51],
            [2..88, 30..31, 0..101],
        ] {
            both_ways_agree(&source, path, &window);
        }
    }
}

#[test]
fn what_does_not_fit_is_left_to_the_library() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("f.h5");
    let file = new_file(&path, false, 0);
    let double = Element::One(Number("f8", false));
    let specs = [
        ("unwritten", Spec::new(double, &[5, 4])),
        ("nbit", Spec::new(double, &[5, 4]).chunked(&[2, 3], &[Filter::Nbit])),
        ("long", Spec::new(Element::One(Number("i8", false)), &[5, 4])),
        ("gaps", Spec::new(Element::Vector(Number("f4", false), 4), &[5, 4])),
        ("never_filled", Spec { never_filled: true, ..Spec::new(double, &[5, 4]).chunked(&[2, 3], &[]) }),
    ];
    for (name, spec) in &specs {
        let dataset = create(&file, name, spec);
        if *name != "unwritten" {
            write(&dataset, &[1..2, 0..4], &Random(3).bytes(4 * element_bytes(&dataset)));
        }
    }
    file.close().unwrap();
    let source = open(&path).unwrap();
    for (name, _) in &specs {
        let variable = variable(&source, &format!("/{name}"));
        let window = whole(&variable.shape);
        let error = source.read_directly(variable, &window, ValueType::F64).unwrap_err();
        assert!(error.to_string().ends_with("can be read by the library only"), "{name}: {}", told(&error));
        assert!(source.read(variable, &window, ValueType::F64).is_ok(), "{name}");
    }
    let compact = open_data("storage.hdf5");
    let variable = variable(&compact, "/compact");
    assert!(compact.read_directly(variable, &[0..2, 0..3], ValueType::F64).is_err());
    // A conversion that the library is left to do.
    let contiguous = compact.contents().variable("/contiguous").unwrap();
    assert!(compact.read_directly(contiguous, &whole(&contiguous.shape), ValueType::F32).is_err());
}
