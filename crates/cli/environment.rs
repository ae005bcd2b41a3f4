//! The environment that the C libraries see.
#![allow(unsafe_code, reason = "only so can a process change its environment")]

/// Keeps the libraries from loading code that the environment names: a virtual object layer or a file driver by which
/// HDF5 would do everything. Filters alone have an option.
pub(crate) fn forbid_drivers() {
    for variable in ["HDF5_VOL_CONNECTOR", "HDF5_DRIVER", "HDF5_DRIVER_CONFIG"] {
        // SAFETY: as in `forbid_configuration_files`.
        unsafe { std::env::remove_var(variable) };
    }
}

/// Keeps the netCDF library from reading configuration files (`~/.ncrc`, `.dodsrc` in the working folder,
/// `~/.aws/credentials`): no file is opened that the user did not name.
pub(crate) fn forbid_configuration_files() {
    // SAFETY: `main` calls this before anything else, when no other thread runs that could read the environment.
    unsafe { std::env::set_var("NCRCENV_IGNORE", "1") };
}
