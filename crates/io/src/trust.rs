//! What a file may make the program open.

/// What may be opened besides the file that the user named. By default nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trust {
    /// Files to which external links, external raw storage and virtual datasets point.
    pub other_files: bool,
    /// Filter plugins from `HDF5_PLUGIN_PATH` or the HDF5 library's own folder: code that runs in this process.
    pub plugins: bool,
}
