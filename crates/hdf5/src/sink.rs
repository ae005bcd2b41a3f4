//! Writing a file window by window.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use bytemuck::NoUninit;
use fieldops_io::{
    Compression, Error, OutputCoordinate, OutputSchema, OutputVariable, PendingFile, Result, Sink, ValueType,
    Values, Writer, window,
};
use hdf5::{
    Dataset, DatasetBuilderEmpty, File, H5Type,
    plist::{
        FileCreate,
        dataset_create::{AllocTime, AttrCreationOrder, FillTime},
        file_create::LinkCreationOrder,
    },
};
use ndarray::ArrayD;
use num_complex::{Complex32, Complex64};

use crate::{
    attributes,
    chunk_writer::ChunkWriter,
    chunks::chunk_shape,
    direct::{OnePiece, Plan},
    failure,
    one_piece::Place,
    raw, scales,
};

/// An HDF5 file that is being written. Dropped without [`Sink::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Hdf5Sink {
    /// `None` once a write has failed.
    open: Option<OpenFile>,
    /// `None` once the file has its final name.
    pending: Option<PendingFile>,
    path: PathBuf,
    /// The same file, as [`Sink::writer`] writes to it; `None` where it cannot be opened once more.
    direct: OnceLock<Option<Arc<fs::File>>>,
}

/// The file as the library has it. Dropped, it is closed without a word about success.
#[derive(Debug)]
pub(crate) struct OpenFile {
    // Dropped in this order: datasets before their file.
    variables: HashMap<String, OpenVariable>,
    /// Coordinates, written already; but the library keeps small ones back until they are flushed or closed, and what
    /// fails when a dataset is dropped is lost.
    coordinates: HashMap<String, Dataset>,
    file: File,
}

impl OpenFile {
    pub(crate) fn new(
        variables: HashMap<String, OpenVariable>,
        coordinates: HashMap<String, Dataset>,
        file: File,
    ) -> Self {
        Self { variables, coordinates, file }
    }

    /// Closes the file and checks that all of it was written.
    fn close(mut self) -> hdf5::Result<()> {
        if let Err(error) = self.finish_chunks().and_then(|()| self.file.flush()) {
            self.abandon();
            return Err(error);
        }
        // The datasets have nothing left to write now, so that no failure goes unseen when they are dropped.
        drop((self.variables, self.coordinates));
        self.file.close()
    }

    fn finish_chunks(&mut self) -> hdf5::Result<()> {
        self.variables.values_mut().try_for_each(|OpenVariable { dataset, chunks, .. }| {
            chunks.as_mut().map_or(Ok(()), |chunks| chunks.finish(dataset))
        })
    }

    /// Leaves the file open until the process ends: closing it, the library would try once more to write what it could
    /// not, and crash over some of it.
    fn abandon(self) {
        std::mem::forget(self);
    }

    /// Closes a file that nobody wants any more.
    pub(crate) fn discard(self) {
        if self.file.flush().is_err() {
            self.abandon();
        }
    }
}

#[derive(Debug)]
pub(crate) struct OpenVariable {
    pub(crate) dataset: Dataset,
    pub(crate) shape: Vec<usize>,
    pub(crate) value_type: ValueType,
    /// For compressed variables.
    pub(crate) chunks: Option<ChunkWriter>,
}

/// Creates an HDF5 file and lays out all that `schema` declares: groups, coordinates with their values, variables
/// without.
///
/// The file can be read by HDF5 1.8 and later; it keeps the order of the schema and bears no time stamps, so that equal
/// content gives equal bytes. Programs built on netCDF-C open it where each axis of a variable has a coordinate in the
/// variable's group or above it, or where no axis has one.
///
/// # Errors
/// [`Error::OutputExists`] when `path` exists and `overwrite` is false; [`Error::Create`] when the file cannot be
/// created or the schema does not fit into an HDF5 file, as when two variables have the same path.
///
/// # Panics
/// When a variable has not as many dimensions as its shape has axes, or names a coordinate that the schema does not
/// hold.
pub fn create(path: &Path, schema: &OutputSchema, overwrite: bool) -> Result<Hdf5Sink> {
    let pending = PendingFile::create(path, overwrite)?;
    let creation = FileCreate::build()
        .link_creation_order(LinkCreationOrder::Indexed)
        .attr_creation_order(AttrCreationOrder::Indexed)
        .obj_track_times(false)
        .finish();
    let failed = |error| failure::creating(path, &error);
    let file =
        creation.and_then(|creation| raw::create_file(pending.temporary(), &creation)).map_err(failed)?;
    match lay_out(&file, schema) {
        Ok((variables, coordinates)) => {
            Ok(Hdf5Sink::new(OpenFile::new(variables, coordinates, file), pending, path.to_owned()))
        }
        Err(error) => {
            let error = failed(error);
            OpenFile::new(HashMap::new(), HashMap::new(), file).discard();
            Err(error)
        }
    }
}

/// The variables and the coordinates of a file, by their paths.
type LaidOut = (HashMap<String, OpenVariable>, HashMap<String, Dataset>);

fn lay_out(file: &File, schema: &OutputSchema) -> hdf5::Result<LaidOut> {
    attributes::write_all(file, &schema.attributes)?;
    let paths =
        schema.coordinates.iter().map(|it| &it.path).chain(schema.variables.iter().map(|it| &it.path));
    create_groups(file, paths)?;
    let mut scales = HashMap::new();
    for coordinate in &schema.coordinates {
        scales.insert(coordinate.path.clone(), create_coordinate(file, coordinate)?);
    }
    let mut uses: HashMap<&str, Vec<(u64, u32)>> = HashMap::new();
    let mut variables = HashMap::new();
    for variable in &schema.variables {
        let OutputVariable { path, shape, value_type, dimensions, .. } = variable;
        assert_eq!(shape.len(), dimensions.len(), "`{path}` needs a dimension for each axis");
        let dataset = create_variable(file, variable)?;
        for coordinate in dimensions.iter().filter_map(|dimension| dimension.coordinate.as_ref()) {
            assert!(
                scales.contains_key(coordinate),
                "`{path}` names the coordinate `{coordinate}`, which is not declared"
            );
        }
        scales::describe_dimensions(&dataset, dimensions, &scales)?;
        attributes::write_all(&dataset, &variable.attributes)?;
        let address = raw::address(&dataset)?;
        for (axis, dimension) in (0..).zip(dimensions) {
            if let Some(coordinate) = &dimension.coordinate {
                uses.entry(coordinate).or_default().push((address, axis));
            }
        }
        let (shape, value_type) = (shape.clone(), *value_type);
        let chunks = chunk_writer(variable);
        variables.insert(path.clone(), OpenVariable { dataset, shape, value_type, chunks });
    }
    for OutputCoordinate { path, .. } in &schema.coordinates {
        if let Some(uses) = uses.get(path.as_str()) {
            scales::write_uses(&scales[path], uses)?;
        }
    }
    Ok((variables, scales))
}

/// Creates the groups in which `paths` lie, each before those inside it.
fn create_groups<'a>(file: &File, paths: impl Iterator<Item = &'a String>) -> hdf5::Result<()> {
    let mut created = BTreeSet::new();
    for path in paths {
        for (slash, _) in path.match_indices('/').filter(|&(slash, _)| slash > 0) {
            let group = &path[..slash];
            if created.insert(group) {
                file.create_group_builder()
                    .with_gcpl(|creation| {
                        creation
                            .link_creation_order(LinkCreationOrder::Indexed)
                            .attr_creation_order(AttrCreationOrder::Indexed)
                            .obj_track_times(false)
                    })
                    .create(group)?;
            }
        }
    }
    Ok(())
}

fn builder<T: H5Type>(file: &File) -> DatasetBuilderEmpty {
    file.new_dataset::<T>().obj_track_times(false).attr_creation_order(AttrCreationOrder::Indexed)
}

fn builder_for(file: &File, value_type: ValueType) -> DatasetBuilderEmpty {
    match value_type {
        ValueType::F32 => builder::<f32>(file),
        ValueType::F64 => builder::<f64>(file),
        ValueType::C32 => builder::<Complex32>(file),
        ValueType::C64 => builder::<Complex64>(file),
    }
}

fn create_coordinate(file: &File, coordinate: &OutputCoordinate) -> hdf5::Result<Dataset> {
    let OutputCoordinate { path, dimension, values, attributes } = coordinate;
    let dataset = builder_for(file, values.value_type()).shape(values.shape()).create(path.as_str())?;
    let window: Vec<Range<usize>> = values.shape().iter().map(|&extent| 0..extent).collect();
    write_values(&dataset, &window, values)?;
    scales::make_scale(&dataset, dimension)?;
    attributes::write_all(&dataset, attributes)?;
    Ok(dataset)
}

fn create_variable(file: &File, variable: &OutputVariable) -> hdf5::Result<Dataset> {
    let OutputVariable { path, shape, value_type, .. } = variable;
    let builder = builder_for(file, *value_type);
    let builder = match level(variable) {
        Some(level) => builder.chunk(chunk_shape(variable)).shuffle().deflate(level),
        None => builder.no_chunk().alloc_time(Some(AllocTime::Early)).fill_time(FillTime::Never),
    };
    builder.shape(shape.as_slice()).create(path.as_str())
}

/// Level of compression. An array without axes or without elements cannot have chunks, and so has none.
pub(crate) fn level(variable: &OutputVariable) -> Option<u8> {
    match variable.compression {
        Compression::Deflate { level } if !variable.shape.is_empty() && !variable.shape.contains(&0) => {
            Some(level)
        }
        Compression::Deflate { .. } | Compression::None => None,
    }
}

fn chunk_writer(variable: &OutputVariable) -> Option<ChunkWriter> {
    let OutputVariable { shape, value_type, .. } = variable;
    let level = level(variable)?;
    Some(ChunkWriter::new(shape, chunk_shape(variable), value_type.bytes(), Some(level)))
}

pub(crate) fn write_values(dataset: &Dataset, window: &[Range<usize>], values: &Values) -> hdf5::Result<()> {
    fn write<T: raw::Element + H5Type>(
        dataset: &Dataset,
        window: &[Range<usize>],
        values: &ArrayD<T>,
    ) -> hdf5::Result<()> {
        let values = values.as_standard_layout();
        raw::write_window(dataset, window, values.as_slice().expect("the layout is standard"))
    }
    match values {
        Values::F32(values) => write(dataset, window, values),
        Values::F64(values) => write(dataset, window, values),
        Values::C32(values) => write(dataset, window, values),
        Values::C64(values) => write(dataset, window, values),
    }
}

impl OpenVariable {
    /// The values, where the library is not needed to write them.
    fn in_one_piece(&self) -> Option<OnePiece> {
        if self.chunks.is_some() {
            return None;
        }
        let values = Plan::new(&self.dataset, 0, 0)?.in_one_piece()?;
        let takes = match self.value_type {
            ValueType::F32 => values.takes::<f32>(),
            ValueType::F64 => values.takes::<f64>(),
            ValueType::C32 => values.takes::<Complex32>(),
            ValueType::C64 => values.takes::<Complex64>(),
        };
        takes.then_some(values)
    }

    fn write(&mut self, window: &[Range<usize>], values: &Values) -> hdf5::Result<()> {
        fn bytes<T: NoUninit>(values: &ArrayD<T>) -> Cow<'_, [u8]> {
            match values.as_slice() {
                Some(values) => Cow::Borrowed(bytemuck::cast_slice(values)),
                None => bytemuck::cast_slice(&values.iter().copied().collect::<Vec<T>>()).to_vec().into(),
            }
        }
        let Some(chunks) = &mut self.chunks else { return write_values(&self.dataset, window, values) };
        let bytes = match values {
            Values::F32(values) => bytes(values),
            Values::F64(values) => bytes(values),
            Values::C32(values) => bytes(values),
            Values::C64(values) => bytes(values),
        };
        chunks.write(&self.dataset, window, &bytes)
    }
}

impl Hdf5Sink {
    pub(crate) fn new(open: OpenFile, pending: PendingFile, path: PathBuf) -> Self {
        Self { open: Some(open), pending: Some(pending), path, direct: OnceLock::new() }
    }

    fn empty(&self) {
        if let Some(pending) = &self.pending {
            pending.empty();
        }
    }
}

impl Drop for Hdf5Sink {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            self.empty();
            open.discard();
        }
    }
}

impl Sink for Hdf5Sink {
    fn write(&mut self, path: &str, window: &[Range<usize>], values: &Values) -> Result<()> {
        let Some(OpenFile { variables, .. }) = &mut self.open else {
            return Err(Error::failed_before(&self.path));
        };
        let Some(variable) = variables.get_mut(path) else {
            panic!("the schema holds no variable `{path}`");
        };
        window::assert_takes(path, (&variable.shape, variable.value_type), window, values);
        let Err(error) = variable.write(window, values) else { return Ok(()) };
        let error = failure::writing(&self.path, &error);
        if let Some(open) = self.open.take() {
            open.abandon();
        }
        self.empty();
        Err(error)
    }

    fn writer(&self, path: &str) -> Option<Box<dyn Writer>> {
        let variable = self.open.as_ref()?.variables.get(path);
        let variable = variable.unwrap_or_else(|| panic!("the schema holds no variable `{path}`"));
        let values = variable.in_one_piece()?;
        let temporary = self.pending.as_ref()?.temporary();
        let open = || fs::OpenOptions::new().write(true).open(temporary).ok().map(Arc::new);
        let file = self.direct.get_or_init(open).as_ref()?;
        Some(Box::new(Place {
            file: Arc::clone(file),
            path: self.path.clone(),
            object: path.to_owned(),
            shape: variable.shape.clone(),
            value_type: variable.value_type,
            values,
        }))
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let open = self.open.take().ok_or_else(|| Error::failed_before(&self.path))?;
        open.close().map_err(|error| {
            self.empty();
            failure::writing(&self.path, &error)
        })?;
        if let Some(file) = self.direct.take().flatten() {
            // By this handle: some network file systems tell of a late failure only who wrote.
            file.sync_data()
                .map_err(|error| Error::Write { path: self.path.clone(), source: error.into() })?;
        }
        self.pending.take().expect("the file is finished once").commit()
    }
}
