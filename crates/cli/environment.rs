//! The environment that the C libraries see.
#![allow(unsafe_code, reason = "only so can a process change its environment")]

/// Keeps the netCDF library from reading configuration files (`~/.ncrc`, `.dodsrc` in the working folder,
/// `~/.aws/credentials`): no file is opened that the user did not name.
pub(crate) fn forbid_configuration_files() {
    // SAFETY: `main` calls this before anything else, when no other thread runs that could read the environment.
    unsafe { std::env::set_var("NCRCENV_IGNORE", "1") };
}
