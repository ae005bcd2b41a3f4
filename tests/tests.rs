//! The command, run as users run it. Inputs are written and outputs are read by the HDF5 library alone, but
//! NetCDF inputs by the library that writes the outputs.

mod cli;
