//! The command, run as users run it. Inputs are written and outputs are read by the HDF5 library alone.

mod cli;
