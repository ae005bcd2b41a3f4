//! The datasets that are read from: open, and with what is known of them.

use std::sync::{Arc, OnceLock};

use fieldops_io::{Result, Storage, Variable};
use hdf5::Dataset;

use crate::{
    Hdf5Source,
    direct::{self, Plan},
    raw::{self, Opened},
    refusals::{LARGEST_CHUNK, value_size},
};

/// Most datasets that are open at a time.
const MOST_OPEN: usize = 64;

/// Most chunks of all open datasets that are remembered, in 24 MiB.
const MOST_CHUNKS: usize = 1 << 20;

/// A dataset that was read from.
#[derive(Debug)]
pub(crate) struct OpenDataset {
    pub(crate) dataset: Dataset,
    /// How to read it without the library, where that is possible; made when it is first needed.
    plan: OnceLock<Option<Plan>>,
    /// Bytes of the chunk that takes the most in the file; asked for when it is first needed.
    largest_stored: OnceLock<u64>,
}

impl Hdf5Source {
    /// The dataset, open.
    pub(crate) fn dataset(&self, variable: &Variable) -> Result<Arc<OpenDataset>> {
        if let Some(open) = self.datasets.borrow().get(&variable.path) {
            return Ok(Arc::clone(open));
        }
        let dataset = match raw::open_object(&self.file, &variable.path, &self.access) {
            Ok(Opened::Dataset(dataset)) => self.with_room_for_chunks(variable, dataset)?,
            Ok(_) => return Err(self.bad(variable, "is no dataset", None)),
            Err(error) => return Err(self.failed(variable, &error)),
        };
        if self.datasets.borrow().len() == MOST_OPEN {
            self.close_datasets();
        }
        let open = Arc::new(OpenDataset { dataset, plan: OnceLock::new(), largest_stored: OnceLock::new() });
        self.datasets.borrow_mut().insert(variable.path.clone(), Arc::clone(&open));
        Ok(open)
    }

    pub(crate) fn close_datasets(&self) {
        self.datasets.borrow_mut().clear();
        self.chunks_listed.set(0);
    }

    /// How to read a dataset without the library, where that is possible.
    pub(crate) fn plan<'a>(&self, open: &'a OpenDataset) -> Option<&'a Plan> {
        let make = || {
            let plan = Plan::new(&open.dataset, self.user_block, MOST_CHUNKS - self.chunks_listed.get())?;
            self.chunks_listed.update(|listed| listed + plan.chunks_listed());
            Some(plan)
        };
        open.plan.get_or_init(make).as_ref()
    }

    /// The dataset opened such that the library keeps the chunks that the next window needs too, at least the last one.
    fn with_room_for_chunks(&self, variable: &Variable, dataset: Dataset) -> Result<Dataset> {
        let Storage::Chunked { chunk, filters } = &variable.storage else { return Ok(dataset) };
        let size = value_size(&dataset).map_err(|error| self.failed(variable, &error))?;
        let chunk = chunk.iter().try_fold(size, |bytes, &extent| bytes.checked_mul(extent));
        let Some(chunk) = chunk.filter(|bytes| *bytes <= LARGEST_CHUNK) else { return Ok(dataset) };
        // While it is open, nothing can change its room.
        drop(dataset);
        // It reads parts of chunks that bear no filters.
        let room = if filters.is_empty() { 0 } else { self.room.get().max(chunk) };
        raw::open_dataset(&self.file, &variable.path, room, self.trust.other_files)
            .map_err(|error| self.failed(variable, &error))
    }

    /// Refuses a variable of which a chunk takes more bytes in the file than the whole of it can: the library would
    /// inflate it to a thousand times as much. To be called before any other library reads the variable.
    ///
    /// # Errors
    /// [`BadObject`](fieldops_io::Error::BadObject) for such a variable; [`Read`](fieldops_io::Error::Read) where its chunks
    /// cannot be listed.
    pub fn check_deflated(&self, variable: &Variable) -> Result<()> {
        let open = self.dataset(variable)?;
        self.check_chunks(variable, &open)
    }

    pub(crate) fn check_chunks(&self, variable: &Variable, open: &OpenDataset) -> Result<()> {
        let Storage::Chunked { chunk, filters } = &variable.storage else { return Ok(()) };
        if !deflates(filters) {
            return Ok(());
        }
        let size = value_size(&open.dataset).map_err(|error| self.failed(variable, &error))?;
        let bytes = chunk.iter().fold(size as u64, |bytes, &extent| bytes.saturating_mul(extent as u64));
        let largest = if let Some(largest) = open.largest_stored.get() {
            *largest
        } else {
            let found =
                direct::largest_stored(&open.dataset).map_err(|error| self.failed(variable, &error))?;
            *open.largest_stored.get_or_init(|| found)
        };
        if largest > direct::most_stored(bytes) {
            let problem =
                format!("has a chunk of {largest} bytes in the file, which must inflate to {bytes}");
            return Err(self.bad(variable, problem, Some("the file is damaged")));
        }
        Ok(())
    }
}

pub(crate) fn deflates(filters: &[String]) -> bool {
    filters.iter().any(|filter| filter.starts_with("deflate"))
}
