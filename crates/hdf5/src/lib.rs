//! HDF5 files as a [`fieldops_io::Source`] and a [`fieldops_io::Sink`] of fields.
//!
//! * [`open`] lists what a file holds and reads it window by window. The file is checked before the HDF5 library
//!   sees it; damage, locks and files left open by their writer are explained. Large windows of common types
//!   and filters are read by many threads, past the library, with the same bits.
//! * [`create`] lays a file out and fills it window by window. It appears under its final name when it is complete.
//!   [`fill`] does so with a file that another library has laid out.
//!
//! No file is opened but the one that was named: external links, external raw storage and virtual datasets are
//! listed, not followed. No filter plugin is loaded. Only [`open_trusting`] can allow either.
//!
//! ```
//! use fieldops_io::{OutputSchema, OutputVariable, Sink, Source, ValueType, Values};
//!
//! # fn main() -> fieldops_io::Result<()> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("potential.h5");
//! let schema = OutputSchema {
//!     variables: vec![OutputVariable {
//!         path: "/potential".into(),
//!         shape: vec![2, 3],
//!         value_type: ValueType::F64,
//!         dimensions: vec![Default::default(); 2],
//!         attributes: vec![],
//!         compression: Default::default(),
//!         windows: Vec::new(),
//!     }],
//!     ..Default::default()
//! };
//! let mut sink = fieldops_hdf5::create(&path, &schema, false)?;
//! let row = Values::F64(ndarray::arr2(&[[1.5, 2.0, 4.0]]).into_dyn());
//! sink.write("/potential", &[0..1, 0..3], &row)?;
//! sink.write("/potential", &[1..2, 0..3], &row)?;
//! Box::new(sink).finish()?;
//!
//! let source = fieldops_hdf5::open(&path)?;
//! let potential = source.contents().variable("potential").unwrap();
//! assert_eq!(source.read(potential, &[1..2, 0..3], ValueType::F64)?, row);
//! # Ok(())
//! # }
//! ```

mod attributes;
mod boxes;
mod chunk_writer;
mod chunks;
mod components;
mod contents;
mod data_type;
mod datasets;
mod direct;
mod elsewhere;
mod failure;
mod filling;
mod one_piece;
mod open;
mod raw;
mod refusals;
mod scales;
mod sink;
mod source;
mod storage;

pub use chunks::chunk_shape;
pub use filling::fill;
pub use open::{open, open_trusting};
pub use sink::{Hdf5Sink, create};
pub use source::Hdf5Source;
