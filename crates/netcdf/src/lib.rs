//! NetCDF files as a [`fieldops_io::Source`] and a [`fieldops_io::Sink`] of fields: NetCDF-4, and the classic formats
//! CDF-1, CDF-2 and CDF-5.
//!
//! * [`open`] lists what a file holds and reads it window by window. Values are unpacked, and missing ones become NaN:
//!   `_FillValue`, `missing_value`, `valid_min`, `valid_max`, `valid_range`, the format's default fill values,
//!   `scale_factor`, `add_offset` and `_Unsigned` are applied. Results agree bit by bit with
//!   `xarray.open_dataset(…, mask_and_scale=True)`, except that this masks neither values outside the valid range nor
//!   default fill values, as the CF conventions want it.
//! * [`create`] lays a file out after the CF conventions and fills it window by window. It appears under its final name
//!   when it is complete.
//!
//! A path is always that of a local file, whatever stands in it, and no file is opened but the one that was named.
//!
//! ```
//! use fieldops_io::{OutputSchema, OutputVariable, Sink, Source, ValueType, Values};
//!
//! # fn main() -> fieldops_io::Result<()> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("potential.nc");
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
//! let mut sink = fieldops_netcdf::create(&path, &schema, false)?;
//! let row = Values::F64(ndarray::arr2(&[[1.5, 2.0, 4.0]]).into_dyn());
//! sink.write("/potential", &[0..1, 0..3], &row)?;
//! sink.write("/potential", &[1..2, 0..3], &row)?;
//! Box::new(sink).finish()?;
//!
//! let source = fieldops_netcdf::open(&path)?;
//! let potential = source.contents().variable("potential").unwrap();
//! assert_eq!(source.read(potential, &[1..2, 0..3], ValueType::F64)?, row);
//! # Ok(())
//! # }
//! ```

mod attributes;
mod axis;
mod classic;
mod classic_sink;
mod contents;
mod decoding;
mod laying_out;
mod layout;
mod open;
mod raw;
mod sink;
mod source;

pub use open::{open, open_trusting};
pub use sink::{NetcdfSink, create};
pub use source::NetcdfSource;
