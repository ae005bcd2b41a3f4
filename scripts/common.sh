# Sourced by the other scripts: what they ask of the machine.

has() { command -v "$1" >/dev/null 2>&1; }

# Nothing may be skipped where a machine decides on the result.
in_ci() { [ -n "${CI:-}" ] && [ "$CI" != false ]; }

has_system_hdf5() {
    [ -n "${HDF5_DIR:-}" ] || pkg-config --exists hdf5 2>/dev/null
}

has_system_netcdf() { pkg-config --exists netcdf 2>/dev/null; }

has_numpy() { .venv/bin/python -c 'import numpy, h5py, netCDF4, xarray, openpmd_api, pytest' 2>/dev/null; }
