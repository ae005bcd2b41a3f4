//! Reading windows of variables.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    fs,
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use fieldops_io::{
    Cause, Contents, DataType, Error, Length, Reader, Result, Source, Storage, Trust, ValueType, Values,
    Variable, window,
};
use hdf5::{Dataset, Datatype, File, PropertyList};
use ndarray::{ArrayD, Axis, IxDyn};
use num_complex::{Complex, Complex32, Complex64};

use crate::{
    components::Components,
    contents::Listed,
    datasets::{OpenDataset, deflates},
    direct::Plan,
    failure,
    one_piece::Place,
    raw::{self, Element, Opened},
};

/// Windows of fewer bytes are left to the library.
const SMALLEST_DIRECT: usize = 64 << 10;

/// Chunks of fewer bytes are not worth a thread's attention, and of more would take too much memory at once.
const DIRECT_CHUNKS: RangeInclusive<usize> = 4 << 10..=64 << 20;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// Whoever is faster.
    Fastest,
    Library,
    Direct,
}

/// An HDF5 file open for reading.
#[derive(Debug)]
pub struct Hdf5Source {
    pub(crate) contents: Contents,
    detours: Vec<String>,
    /// Datasets that were read from; open, they keep the chunks that two windows share.
    pub(crate) datasets: RefCell<HashMap<String, Arc<OpenDataset>>>,
    /// Bytes of each dataset that are kept for the next window.
    pub(crate) room: Cell<usize>,
    /// Chunks that the plans of the open datasets remember.
    pub(crate) chunks_listed: Cell<usize>,
    pub(crate) file: File,
    /// Where it can be told.
    length: Option<Length>,
    /// The same open file, where it can be read without the library.
    direct: Option<Arc<fs::File>>,
    /// Bytes of something else with which the file starts.
    pub(crate) user_block: u64,
    pub(crate) access: PropertyList,
    pub(crate) trust: Trust,
    /// Keeps the files open to which external links lead.
    _abroad: Vec<Opened>,
}

impl Hdf5Source {
    pub(crate) fn new(listed: Listed, file: File, access: PropertyList, trust: Trust) -> Self {
        let Listed { contents, detours, abroad } = listed;
        // A dataset may then lie in another file.
        let direct = if trust.other_files { None } else { raw::same_open_file(&file).map(Arc::new) };
        let length = Length::of(&contents.path).ok();
        let user_block = file.create_plist().map_or(0, |creation| creation.userblock());
        Self {
            contents,
            detours,
            datasets: RefCell::default(),
            room: Cell::default(),
            chunks_listed: Cell::default(),
            file,
            length,
            direct,
            user_block,
            access,
            trust,
            _abroad: abroad,
        }
    }

    /// Paths of the links by which the file is not a tree of hard links: soft and external links, and groups that have
    /// several paths. A program that follows every link would leave the file there, or go in a circle.
    #[must_use]
    pub fn detours(&self) -> &[String] {
        &self.detours
    }

    pub(crate) fn failed(&self, variable: &Variable, error: &hdf5::Error) -> Error {
        failure::reading(&self.contents.path, &variable.path, error)
    }

    /// As [`Source::read`], by the library alone: what the other ways are compared with.
    #[doc(hidden)]
    pub fn read_through_library(
        &self,
        variable: &Variable,
        window: &[Range<usize>],
        value_type: ValueType,
    ) -> Result<Values> {
        self.read_by(Route::Library, variable, window, value_type)
    }

    /// Whether [`read_directly`](Self::read_directly) can read the variable as this type.
    #[must_use]
    pub fn can_read_directly(&self, variable: &Variable, value_type: ValueType) -> bool {
        let Ok(open) = self.dataset(variable) else { return false };
        self.direct.is_some()
            && self.plan(&open).is_some_and(|plan| match value_type {
                ValueType::F32 => plan.reads::<f32>(),
                ValueType::F64 => plan.reads::<f64>(),
                ValueType::C32 => plan.reads::<Complex32>(),
                ValueType::C64 => plan.reads::<Complex64>(),
            })
    }

    /// As [`Source::read`], without the library however small the window is.
    ///
    /// # Errors
    /// Those of [`Source::read`]; [`Error::BadObject`] where only the library can read the variable.
    pub fn read_directly(
        &self,
        variable: &Variable,
        window: &[Range<usize>],
        value_type: ValueType,
    ) -> Result<Values> {
        self.read_by(Route::Direct, variable, window, value_type)
    }

    fn read_by(
        &self,
        route: Route,
        variable: &Variable,
        window: &[Range<usize>],
        value_type: ValueType,
    ) -> Result<Values> {
        self.check(variable, window, value_type)?;
        let single = matches!(variable.data_type, DataType::Complex { bytes: 4, .. });
        Ok(match (value_type, single) {
            (ValueType::F32, _) => {
                Values::F32(self.array(route, variable, window, Datatype::from_type::<f32>())?)
            }
            (ValueType::F64, _) => {
                Values::F64(self.array(route, variable, window, Datatype::from_type::<f64>())?)
            }
            (ValueType::C32, true) => Values::C32(self.complex(route, variable, window)?),
            (ValueType::C64, false) => Values::C64(self.complex(route, variable, window)?),
            (ValueType::C32, false) => {
                let values: ArrayD<Complex64> = self.complex(route, variable, window)?;
                #[expect(clippy::cast_possible_truncation, reason = "the caller asks for single precision")]
                Values::C32(values.mapv(|value| Complex::new(value.re as f32, value.im as f32)))
            }
            (ValueType::C64, true) => {
                let values: ArrayD<Complex32> = self.complex(route, variable, window)?;
                Values::C64(values.mapv(|value| Complex::new(value.re.into(), value.im.into())))
            }
        })
    }

    /// Whether a window may be read as this type.
    fn check(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<()> {
        window::assert_within(&variable.path, &variable.shape, window);
        self.check_type(variable, value_type)?;
        if matches!(variable.storage, Storage::Elsewhere(_)) && !self.trust.other_files {
            return Err(self.elsewhere(variable));
        }
        Ok(())
    }

    /// Reads the window into `array` where the library need not do it; else false.
    fn fill<T: Element>(
        &self,
        variable: &Variable,
        window: &[Range<usize>],
        array: &mut ArrayD<T>,
    ) -> Result<bool> {
        assert!(
            array.shape().iter().copied().eq(window.iter().map(Range::len)) && array.is_standard_layout(),
            "the array has not the shape of the window {window:?}"
        );
        let open = self.dataset(variable)?;
        self.check_storage(variable, &open.dataset)?;
        let Some((file, plan)) = self.direct::<T>(Route::Fastest, variable, window, &open) else {
            return Ok(false);
        };
        plan.read_into(file, window, self.room.get(), array)
            .map_err(|source| self.unread(variable, source))?;
        Ok(true)
    }

    fn unread(&self, variable: &Variable, source: Cause) -> Error {
        Error::Read { path: self.contents.path.clone(), object: variable.path.clone(), source }
    }

    /// How the window is read without the library, where that is possible and, unless it is asked for, better.
    fn direct<'a, T: Element>(
        &'a self,
        route: Route,
        variable: &Variable,
        window: &[Range<usize>],
        open: &'a OpenDataset,
    ) -> Option<(&'a fs::File, &'a Plan)> {
        // The library reads beyond a chunk that is shorter than its checksum, and inflates one without end.
        let is_safer = || match &variable.storage {
            Storage::Chunked { filters, .. } => {
                filters.iter().any(|filter| filter == "fletcher32") || deflates(filters)
            }
            _ => false,
        };
        let is_large =
            || window.iter().map(Range::len).product::<usize>() >= SMALLEST_DIRECT / size_of::<T>();
        let has_fit_chunks = || match &variable.storage {
            Storage::Chunked { chunk, .. } => {
                chunk_bytes::<T>(chunk).is_some_and(|bytes| DIRECT_CHUNKS.contains(&bytes))
            }
            _ => true,
        };
        let wanted = match route {
            Route::Fastest => (is_large() && has_fit_chunks()) || is_safer(),
            Route::Library => false,
            Route::Direct => true,
        };
        let file = self.direct.as_deref().filter(|_| wanted)?;
        let plan = self.plan(open)?;
        plan.reads::<T>().then_some((file, plan))
    }

    fn array<T: Element>(
        &self,
        route: Route,
        variable: &Variable,
        window: &[Range<usize>],
        memory_type: hdf5::Result<Datatype>,
    ) -> Result<ArrayD<T>> {
        let open = self.dataset(variable)?;
        let dataset = &open.dataset;
        self.check_storage(variable, dataset)?;
        if let Some((file, plan)) = self.direct::<T>(route, variable, window, &open) {
            return plan.read(file, window, self.room.get()).map_err(|source| self.unread(variable, source));
        }
        if route == Route::Direct {
            return Err(self.bad(variable, "can be read by the library only", None));
        }
        self.check_chunks(variable, &open)?;
        let array = match dataset.dtype().map(|stored| Components::of(&stored)) {
            Ok(Some(components)) => of_components(dataset, window, &components),
            _ => memory_type
                .and_then(|memory_type| raw::read_window(dataset, window, &memory_type, 1))
                .map(|values| shaped(window.iter().map(Range::len), values)),
        };
        array.map_err(|error| self.explain(variable, dataset, &error))
    }

    /// A complex variable in its own precision, which the library does not convert in all versions.
    fn complex<T: Element>(
        &self,
        route: Route,
        variable: &Variable,
        window: &[Range<usize>],
    ) -> Result<ArrayD<T>> {
        let open = self.dataset(variable)?;
        self.array(route, variable, window, open.dataset.dtype().and_then(|stored| raw::native(&stored)))
    }
}

/// Bytes of a chunk in memory.
fn chunk_bytes<T>(chunk: &[usize]) -> Option<usize> {
    chunk.iter().try_fold(size_of::<T>(), |bytes, &extent| bytes.checked_mul(extent))
}

fn shaped<T>(extents: impl Iterator<Item = usize>, values: Vec<T>) -> ArrayD<T> {
    let shape: Vec<usize> = extents.collect();
    ArrayD::from_shape_vec(IxDyn(&shape), values).expect("as many values as the window has elements")
}

/// A window of a dataset whose elements hold several components; the last range is theirs.
fn of_components<T: Element>(
    dataset: &Dataset,
    window: &[Range<usize>],
    components: &Components,
) -> hdf5::Result<ArrayD<T>> {
    let (wanted, window) = window.split_last().ok_or("the window has no axis of components")?;
    let memory_type = components.memory_type(size_of::<T>())?;
    let values = raw::read_window(dataset, window, &memory_type, components.count())?;
    let mut array = shaped(window.iter().map(Range::len).chain([components.count()]), values);
    array.slice_axis_inplace(Axis(window.len()), wanted.clone().into());
    Ok(array.as_standard_layout().into_owned())
}

impl Source for Hdf5Source {
    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn check_length(&self) -> Result<()> {
        self.length.as_ref().map_or(Ok(()), Length::check)
    }

    fn begin_pass(&self, room: u64) {
        self.close_datasets();
        self.room.set(usize::try_from(room).unwrap_or(usize::MAX));
    }

    fn read(&self, variable: &Variable, window: &[Range<usize>], value_type: ValueType) -> Result<Values> {
        self.read_by(Route::Fastest, variable, window, value_type)
    }

    fn reader(&self, variable: &Variable, value_type: ValueType) -> Option<Box<dyn Reader>> {
        let single = matches!(variable.data_type, DataType::Complex { bytes: 4, .. });
        let is_stored_so = match value_type {
            ValueType::F32 | ValueType::F64 => true,
            ValueType::C32 => single,
            ValueType::C64 => !single,
        };
        let is_plain = matches!(variable.storage, Storage::Contiguous);
        if !(is_plain && is_stored_so && self.can_read_directly(variable, value_type)) {
            return None;
        }
        self.check_type(variable, value_type).ok()?;
        let open = self.dataset(variable).ok()?;
        self.check_storage(variable, &open.dataset).ok()?;
        let file = Arc::clone(self.direct.as_ref()?);
        let place = Place {
            file,
            path: self.contents.path.clone(),
            object: variable.path.clone(),
            shape: variable.shape.clone(),
            value_type,
            values: self.plan(&open)?.in_one_piece()?,
        };
        Some(Box::new(place))
    }

    fn read_into(&self, variable: &Variable, window: &[Range<usize>], values: &mut Values) -> Result<()> {
        let value_type = values.value_type();
        self.check(variable, window, value_type)?;
        let single = matches!(variable.data_type, DataType::Complex { bytes: 4, .. });
        let filled = match values {
            Values::F32(array) => self.fill(variable, window, array)?,
            Values::F64(array) => self.fill(variable, window, array)?,
            Values::C32(array) => single && self.fill(variable, window, array)?,
            Values::C64(array) => !single && self.fill(variable, window, array)?,
        };
        if !filled {
            *values = self.read(variable, window, value_type)?;
        }
        Ok(())
    }
}
