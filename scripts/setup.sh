#!/usr/bin/env bash
# Installs what the build, the tests and the demo need and this machine lacks. Where nothing is missing it does nothing.
#
# Debian packages come through apt (with sudo where not root); a current cmake and the pinned Python packages go into
# the local environments .cmake and .venv. Arguments are further programs that are needed, each called as its package.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

say() { printf 'setup: %s\n' "$*"; }
die() { say "$*" >&2; exit 1; }

# The C libraries are built by cmake; Debian 12 has 3.25, which is too old for HDF5 2.
has_cmake() {
    local version
    version=$(cmake --version 2>/dev/null | sed -n 's/^cmake version \([0-9.]*\).*/\1/p') && [ -n "$version" ] &&
        printf '3.26\n%s\n' "$version" | sort --check=quiet --version-sort
}

can_link() { printf 'int main(void) { return 0; }\n' | cc -x c -o /dev/null - 2>/dev/null; }

# Prints the path of the first Python of at least version $1 (written `3, 11`) that can make an environment. What comes
# first on PATH may be a pyenv shim with nothing behind it, or a Debian Python without ensurepip.
find_python() {
    local candidate
    for candidate in python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
        "$candidate" 2>/dev/null -c "
import ensurepip, sys, venv
assert sys.version_info >= ($1)
print(sys.executable)" && return
    done
    return 1
}

missing_packages() {
    local program
    for program in "$@"; do has "$program" || echo "$program"; done
    can_link || echo gcc libc6-dev
    has make || echo make
    has h5dump || echo hdf5-tools
    has pkg-config || echo pkg-config
    has_system_hdf5 || echo libhdf5-dev
    has_system_netcdf || echo libnetcdf-dev
    has ncdump || echo netcdf-bin
    has cdo || echo cdo
    has strace || echo strace
    find_python '3, 11' >/dev/null || dpkg --status python3-venv >/dev/null 2>&1 || echo python3-venv
}

install_packages() {
    local as_root=()
    if ! has apt-get; then
        say "there is no apt here; please install what Debian calls: $*"
        return 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! has sudo; then
            say "neither root nor sudo; please have these installed: apt-get install $*"
            return 1
        fi
        as_root=(sudo)
        [ -t 0 ] || as_root=(sudo --non-interactive)
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    say "installing with apt: $*"
    "${as_root[@]}" update || say "apt-get update failed; trying with the lists that are there"
    "${as_root[@]}" install --yes --no-install-recommends "$@" >/dev/null
}

# make_environment FOLDER REQUIREMENTS PYTHON_VERSION: unless it stands already, with those requirements.
make_environment() {
    local folder=$1 requirements=$2 python
    if cmp --quiet "$requirements" "$folder/requirements.txt" && "$folder/bin/python" -c '' 2>/dev/null; then
        return
    fi
    python=$(find_python "$3") || return
    say "installing into $folder: $(grep -v '^#' "$requirements" | tr '\n' ' ')"
    rm -rf "$folder"
    "$python" -m venv "$folder" &&
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
            --requirement "$requirements" &&
        cp "$requirements" "$folder/requirements.txt"
}

# What can be done without is skipped later, in plain sight; in CI it is a failure.
do_without() {
    if in_ci; then die "$1 is missing, and CI skips nothing"; fi
    say "$1 is missing: $2"
}

has cargo || die "cargo is missing: install Rust with rustup"

read -r -a packages <<<"$(missing_packages "$@" | tr '\n' ' ')"
if [ ${#packages[@]} -gt 0 ]; then
    install_packages "${packages[@]}" || say "could not install: ${packages[*]}"
fi

can_link || die "no C compiler that links: install gcc and libc6-dev"
if ! has_cmake; then
    make_environment .cmake scripts/cmake.txt '3, 8' || say "could not install cmake"
    hash -r
    has_cmake || die "cmake 3.26 or newer is missing: install it, or a Python 3 with venv so that it can be fetched"
fi
make_environment .venv tests/numpy/requirements.txt '3, 11' || say "could not install the Python packages"

has_numpy || do_without "Python 3.11 or newer with numpy, h5py, netCDF4 and xarray" "no live comparison with numpy"
has_system_hdf5 || do_without "libhdf5-dev" "no tests against the system's libraries"
has_system_netcdf || do_without "libnetcdf-dev" "no tests against the system's libraries"
has ncdump || do_without "ncdump" "no output is shown to it"
has cdo || do_without "cdo" "no output is shown to CDO, and no file comes from it"
has strace || do_without "strace" "no call of the system is made to fail, and their order is not checked"
has h5dump || do_without "h5dump" "the demo does not show its output's header"
