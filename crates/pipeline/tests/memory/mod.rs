//! A file that is not one: variables in memory to read from, and a sink that keeps what it is given.

use std::{
    ops::Range,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
};

use fieldops_io::{
    Attribute, AttributeValue, ByteOrder, Cause, Contents, DataType, Dimension, Error, OutputSchema, Reader,
    Result, Sink, Source, Storage, ValueType, Values, ValuesMut, Variable, window,
};
use fieldops_pipeline::Progress;
use ndarray::{ArrayD, ArrayViewD, IxDyn, Slice};

/// Variables of 64-bit floats.
pub(crate) struct MemorySource {
    contents: Contents,
    values: Arc<MemoryValues>,
    /// Whether it has readers.
    is_shared: bool,
    /// Whether it is cut off while it is read.
    is_cut_off: bool,
}

#[derive(Debug)]
struct MemoryValues {
    paths: Vec<String>,
    arrays: Vec<ArrayD<f64>>,
    fault: Option<(usize, Fault)>,
    reads: AtomicUsize,
}

/// A variable of the source.
struct MemoryReader {
    values: Arc<MemoryValues>,
    variable: Variable,
}

/// What a source does instead of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It fails.
    Error,
    /// It returns too few values, for which the computation fails.
    Shape,
    /// It returns values of another type, over which the computation panics.
    Type,
}

impl MemorySource {
    /// Variables by path, with the names of their dimensions.
    pub(crate) fn new(variables: Vec<(&str, &[&str], ArrayD<f64>)>) -> Self {
        let describe = |(path, names, array): &(&str, &[&str], ArrayD<f64>)| Variable {
            path: (*path).to_owned(),
            shape: array.shape().to_vec(),
            data_type: DataType::Float { bytes: 8, order: ByteOrder::Little },
            dimensions: names
                .iter()
                .map(|name| Dimension { name: Some((*name).to_owned()), scales: vec![] })
                .collect(),
            attributes: vec![],
            applied: Vec::new(),
            storage: Storage::Contiguous,
            small_values: None,
            is_coordinate: false,
            decoded: None,
        };
        let contents = Contents {
            path: "memory.h5".into(),
            format: "memory",
            attributes: vec![],
            groups: vec![],
            variables: variables.iter().map(describe).collect(),
            skipped: vec![],
            outside: vec![],
        };
        let paths = contents.variables.iter().map(|variable| variable.path.clone()).collect();
        let arrays = variables.into_iter().map(|(_, _, array)| array).collect();
        let values = MemoryValues { paths, arrays, fault: None, reads: AtomicUsize::new(0) };
        Self { contents, values: Arc::new(values), is_shared: false, is_cut_off: false }
    }

    /// A variable of this shape without values.
    pub(crate) fn declared(path: &str, names: &[&str], shape: &[usize]) -> Self {
        let mut source = Self::new(vec![(path, names, ArrayD::zeros(vec![0; shape.len()]))]);
        source.contents.variables[0].shape = shape.to_vec();
        source
    }

    /// The same source, with this fault at the read with this number; coordinates do not count.
    pub(crate) fn faulty(mut self, number: usize, fault: Fault) -> Self {
        Arc::get_mut(&mut self.values).expect("nothing reads yet").fault = Some((number, fault));
        self
    }

    /// The same source, with an attribute of all variables.
    pub(crate) fn described(mut self, name: &str, value: &AttributeValue) -> Self {
        for variable in &mut self.contents.variables {
            variable.attributes.push(Attribute { name: name.to_owned(), value: value.clone() });
        }
        self
    }

    /// The same source, stored otherwise.
    pub(crate) fn stored(mut self, storage: &Storage) -> Self {
        for variable in &mut self.contents.variables {
            variable.storage = storage.clone();
        }
        self
    }

    /// The same source, cut off while it is read.
    pub(crate) fn cut_off(self) -> Self {
        Self { is_cut_off: true, ..self }
    }

    /// The same source, read by many threads at once.
    pub(crate) fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }
}

impl MemoryValues {
    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        assert_eq!(value_type, ValueType::F64);
        if variable.shape.len() > 1 {
            let read = self.reads.fetch_add(1, Relaxed);
            match self.fault.filter(|(number, _)| *number == read) {
                Some((_, Fault::Error)) => {
                    let (path, object) = ("memory.h5".into(), variable.path.clone());
                    return Err(Error::Read { path, object, source: "a bad sector".into() });
                }
                Some((_, Fault::Shape)) => return Ok(Values::zeros(value_type, &vec![1; window.len()])),
                Some((_, Fault::Type)) => {
                    let shape: Vec<usize> = window.iter().map(Range::len).collect();
                    return Ok(Values::zeros(ValueType::F32, &shape));
                }
                None => {}
            }
        }
        let number = self.paths.iter().position(|path| *path == variable.path).unwrap();
        Ok(Values::F64(part(self.arrays[number].view(), window).as_standard_layout().into_owned()))
    }
}

impl Source for MemorySource {
    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn check_length(&self) -> Result<()> {
        let bad = || Error::BadFile { path: "memory.h5".into(), problem: "was cut off".into(), hint: None };
        if self.is_cut_off { Err(bad()) } else { Ok(()) }
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        self.values.read(variable, window, value_type)
    }

    fn reader(&self, variable: &Variable, _: ValueType) -> Option<Box<dyn Reader>> {
        let reader = || MemoryReader { values: Arc::clone(&self.values), variable: variable.clone() };
        self.is_shared.then(|| Box::new(reader()) as Box<dyn Reader>)
    }
}

impl Reader for MemoryReader {
    fn read_into(&self, window: &[Range<usize>], mut values: ValuesMut<'_>) -> Result<()> {
        window::assert_fills(&self.variable.path, (&self.variable.shape, ValueType::F64), window, &values);
        let Values::F64(read) = self.values.read(&self.variable, window, values.value_type())? else {
            unreachable!("all variables hold these")
        };
        let ValuesMut::F64(values) = &mut values else { panic!("values of another type") };
        values.copy_from_slice(read.as_slice().expect("the order is that of rows"));
        Ok(())
    }
}

fn part<'a>(array: ArrayViewD<'a, f64>, window: &[Range<usize>]) -> ArrayViewD<'a, f64> {
    let mut array = array;
    array.slice_each_axis_inplace(|axis| Slice::from(window[axis.axis.index()].clone()));
    array
}

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) variables: Vec<(String, ArrayD<f64>)>,
    /// How many windows were written.
    pub(crate) windows: usize,
    pub(crate) is_finished: bool,
}

/// Keeps what it is given; refuses the window with the number `full_at`, and then everything.
pub(crate) struct MemorySink {
    written: Arc<Mutex<Written>>,
    full_at: Option<usize>,
    has_failed: bool,
}

impl MemorySink {
    pub(crate) fn new(schema: &OutputSchema, full_at: Option<usize>) -> (Box<Self>, Arc<Mutex<Written>>) {
        let empty = |shape: &[usize]| ArrayD::from_elem(IxDyn(shape), f64::NAN);
        let variables =
            schema.variables.iter().map(|variable| (variable.path.clone(), empty(&variable.shape)));
        let written = Written { variables: variables.collect(), ..Written::default() };
        let written = Arc::new(Mutex::new(written));
        (Box::new(Self { written: Arc::clone(&written), full_at, has_failed: false }), written)
    }
}

impl Sink for MemorySink {
    fn write(&mut self, path: &str, window: &[Range<usize>], values: &Values) -> Result<()> {
        let mut written = self.written.lock().unwrap();
        if self.has_failed {
            return Err(Error::failed_before(Path::new("out.h5")));
        }
        if self.full_at == Some(written.windows) {
            self.has_failed = true;
            let source: Cause = "no space left".into();
            return Err(Error::Write { path: "out.h5".into(), source });
        }
        written.windows += 1;
        let Values::F64(values) = values else { panic!("the plan says f64") };
        let (_, array) = written.variables.iter_mut().find(|(other, _)| other == path).unwrap();
        let mut target = array.view_mut();
        target.slice_each_axis_inplace(|axis| Slice::from(window[axis.axis.index()].clone()));
        target.assign(values);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.written.lock().unwrap().is_finished = true;
        Ok(())
    }
}

/// Counts bytes, and asks to stop at the question with the number `stop_at`.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    total: AtomicU64,
    questions: AtomicUsize,
    calls: Mutex<Vec<u64>>,
    stop_at: Option<usize>,
}

impl Counter {
    /// One that asks to stop at the question with this number.
    pub(crate) fn stopping_at(number: usize) -> Self {
        Self { stop_at: Some(number), ..Self::default() }
    }

    /// Bytes that were announced.
    pub(crate) fn total(&self) -> u64 {
        self.total.load(Relaxed)
    }

    pub(crate) fn done(&self) -> u64 {
        self.calls().iter().sum()
    }

    pub(crate) fn questions(&self) -> usize {
        self.questions.load(Relaxed)
    }

    /// The bytes of each read and write.
    pub(crate) fn calls(&self) -> Vec<u64> {
        self.calls.lock().unwrap().clone()
    }
}

impl Progress for Counter {
    fn started(&self, bytes: u64) {
        self.total.store(bytes, Relaxed);
    }

    fn advanced(&self, bytes: u64) {
        self.calls.lock().unwrap().push(bytes);
    }

    fn is_cancelled(&self) -> bool {
        self.stop_at == Some(self.questions.fetch_add(1, Relaxed))
    }
}
