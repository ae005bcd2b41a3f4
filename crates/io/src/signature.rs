//! What can be told of a file before a library sees it.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::FileTypeExt,
    path::Path,
};

use crate::{Error, Result};

const HDF5: [u8; 8] = *b"\x89HDF\r\n\x1a\n";

/// A format that is told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// HDF5, and so perhaps NetCDF-4.
    Hdf5,
    /// Classic NetCDF: CDF-1, CDF-2 or CDF-5.
    ClassicNetcdf(u8),
}

impl Signature {
    /// Looks at the start of the readable, regular file `path`. Where no signature is found, the error says that the
    /// file is not `expected`, a format with its article: `an HDF5`.
    ///
    /// # Errors
    /// [`Error::Open`] when the file does not exist, is no regular file or may not be read; [`Error::BadFile`] when it is
    /// empty or has no signature.
    pub fn of(path: &Path, expected: &str) -> Result<Self> {
        let cannot_open = |source: io::Error| Error::Open { path: path.to_owned(), source: source.into() };
        let metadata = fs::metadata(path).map_err(cannot_open)?;
        let format = expected.split_once(' ').map_or(expected, |(_, format)| format);
        let kind = metadata.file_type();
        let problem = if kind.is_file() {
            None
        } else if kind.is_dir() {
            Some("it is a directory".to_owned())
        } else if kind.is_fifo() {
            Some(format!("it is a FIFO; {format} needs a regular file"))
        } else if kind.is_socket() {
            Some(format!("it is a socket; {format} needs a regular file"))
        } else {
            Some(format!("it is a device; {format} needs a regular file"))
        };
        if let Some(problem) = problem {
            return Err(Error::Open { path: path.to_owned(), source: problem.into() });
        }
        let bad = |problem: String, hint: Option<&str>| {
            Err(Error::BadFile { path: path.to_owned(), problem, hint: hint.map(str::to_owned) })
        };
        if metadata.len() == 0 {
            return bad("is empty".into(), None);
        }
        let mut file = File::open(path).map_err(cannot_open)?;
        if has_signature(&mut file, metadata.len()).map_err(cannot_open)? {
            return Ok(Self::Hdf5);
        }
        let start = start(&mut file).map_err(cannot_open)?;
        if let [b'C', b'D', b'F', version @ (1 | 2 | 5), ..] = start[..] {
            return Ok(Self::ClassicNetcdf(version));
        }
        let (problem, hint) = describe(&start);
        bad(format!("is not {expected} file: {problem}"), hint)
    }
}

/// Whether the signature of HDF5 stands at 0, 512, 1024, 2048, …: a block of the user's own may precede it.
fn has_signature(file: &mut File, length: u64) -> io::Result<bool> {
    let mut offset = 0;
    while offset < length.saturating_sub(7) {
        let mut bytes = [0; 8];
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
        if bytes == HDF5 {
            return Ok(true);
        }
        offset = (offset * 2).max(512);
    }
    Ok(false)
}

fn start(file: &mut File) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(512).read_to_end(&mut start)?;
    Ok(start)
}

/// What the file is instead, and what to do about it.
fn describe(start: &[u8]) -> (String, Option<&'static str>) {
    let text = String::from_utf8_lossy(start);
    let lower = text.trim_start().to_ascii_lowercase();
    if start.starts_with(b"version https://git-lfs") {
        return ("it is a git-lfs pointer".into(), Some("`git lfs pull` brings the file itself"));
    }
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return ("it is an HTML page".into(), Some("a download may have failed and saved the error page"));
    }
    if start.iter().all(|&byte| byte == 0) {
        return ("it starts with zeros".into(), Some("its writer may not have finished"));
    }
    let is_text = text.chars().all(|c| c == '\u{fffd}' || !c.is_control() || c.is_ascii_whitespace());
    let shown: String = text.chars().take(16).flat_map(char::escape_debug).collect();
    if is_text && !text.starts_with('\u{fffd}') {
        return (format!("it is text that starts with \"{shown}\""), None);
    }
    let bytes: Vec<String> = start.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    (format!("it starts with the bytes {}", bytes.join(" ")), None)
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn other_formats_are_named() {
        let named = |start: &[u8]| describe(start).0;
        assert_eq!(named(b"version https://git-lfs.github.com/spec/v1\noid"), "it is a git-lfs pointer");
        assert_eq!(named(b"\n<!DOCTYPE html><html>"), "it is an HTML page");
        assert_eq!(named(b"<HTML lang=en>"), "it is an HTML page");
        assert_eq!(named(&[0; 512]), "it starts with zeros");
        assert_eq!(named(b"x,y\n1,2\n"), "it is text that starts with \"x,y\\n1,2\\n\"");
        assert_eq!(named(b"PK\x03\x04\x14\0\x01\0\x02"), "it starts with the bytes 50 4b 03 04 14 00 01 00");
        assert_eq!(named(b"CDF\x03"), "it starts with the bytes 43 44 46 03");
    }
}
