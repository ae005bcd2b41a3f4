//! The header of a classic file: where its data must end.
//!
//! netCDF-C reads zeros where a classic file ends too early, so the end is checked before it sees the file. The format
//! is that of the NetCDF Classic Format Specification; CDF-5 has counts of 8 bytes instead of 4.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use fieldops_io::{Error, Result};

const DIMENSIONS: u32 = 10;
const VARIABLES: u32 = 11;
const ATTRIBUTES: u32 = 12;

/// Checks that the header of a classic file is whole and that the file holds all the data of which it tells.
pub(crate) fn check(path: &Path, version: u8) -> Result<()> {
    let open = || -> io::Result<(File, u64)> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok((file, length))
    };
    let (file, length) =
        open().map_err(|source| Error::Open { path: path.to_owned(), source: source.into() })?;
    let bad = |problem: String| Error::BadFile { path: path.to_owned(), problem, hint: None };
    let end =
        Header { input: BufReader::new(file), left: length, version }.end().map_err(|fault| match fault {
            Fault::Ends => bad("is truncated: it ends inside its header".into()),
            Fault::Wrong(what) => bad(format!("is damaged: its header has {what}")),
            Fault::Fails(source) => {
                Error::Read { path: path.to_owned(), object: "header".into(), source: source.into() }
            }
        })?;
    if end > u128::from(length) {
        return Err(bad(format!("is truncated: it has {length} bytes of {end}")));
    }
    Ok(())
}

enum Fault {
    Ends,
    Wrong(String),
    Fails(io::Error),
}

struct Header<R> {
    input: R,
    /// Bytes of the file that were not read yet.
    left: u64,
    version: u8,
}

/// What of a variable decides where its data end.
struct Extent {
    begin: u64,
    is_record: bool,
    /// Bytes of the variable, or of one record of it, without padding.
    bytes: u128,
}

impl<R: Read> Header<R> {
    /// Offset at which the last data end.
    fn end(mut self) -> Result<u128, Fault> {
        self.skip(4)?;
        let records = self.count()?;
        let unknown = if self.version == 5 { u64::MAX } else { u32::MAX.into() };
        if records == unknown {
            return Err(Fault::Wrong("no number of records: its writer did not close it".into()));
        }
        let dimensions = self.dimensions()?;
        self.attributes()?;
        let variables = self.variables(&dimensions)?;

        let padded = |bytes: u128| bytes.div_ceil(4) * 4;
        let recorded: Vec<u128> = variables.iter().filter(|it| it.is_record).map(|it| it.bytes).collect();
        // The records of a single variable follow one another without padding.
        let record = match recorded[..] {
            [bytes] => bytes,
            _ => recorded.iter().fold(0_u128, |sum, &bytes| sum.saturating_add(padded(bytes))),
        };
        let end = |variable: &Extent| {
            let earlier = if variable.is_record {
                u128::from(records.saturating_sub(1)).saturating_mul(record)
            } else {
                0
            };
            let empty = variable.is_record && records == 0;
            if empty {
                0
            } else {
                u128::from(variable.begin).saturating_add(earlier).saturating_add(variable.bytes)
            }
        };
        Ok(variables.iter().map(end).max().unwrap_or(0))
    }

    /// Lengths of the dimensions; 0 for that of the records.
    fn dimensions(&mut self) -> Result<Vec<u64>, Fault> {
        let mut lengths = Vec::new();
        for _ in 0..self.list(DIMENSIONS, "dimensions")? {
            self.name()?;
            lengths.push(self.count()?);
        }
        Ok(lengths)
    }

    fn attributes(&mut self) -> Result<(), Fault> {
        for _ in 0..self.list(ATTRIBUTES, "attributes")? {
            self.name()?;
            let size = self.type_size()?;
            let count = self.count()?;
            self.skip_padded(u128::from(count) * u128::from(size))?;
        }
        Ok(())
    }

    fn variables(&mut self, dimensions: &[u64]) -> Result<Vec<Extent>, Fault> {
        let mut variables = Vec::new();
        for _ in 0..self.list(VARIABLES, "variables")? {
            self.name()?;
            let mut lengths = Vec::new();
            for _ in 0..self.count()? {
                let id = self.count()?;
                let length = usize::try_from(id).ok().and_then(|id| dimensions.get(id));
                lengths.push(*length.ok_or_else(|| {
                    Fault::Wrong(format!("a variable with dimension {id} of {}", dimensions.len()))
                })?);
            }
            self.attributes()?;
            let size = self.type_size()?;
            // The size as the file states it is wrong for variables above 4 GiB.
            self.count()?;
            let begin = if self.version == 1 { self.u32()?.into() } else { self.u64()? };
            let is_record = lengths.first() == Some(&0);
            let fixed = &lengths[usize::from(is_record)..];
            let bytes =
                fixed.iter().fold(u128::from(size), |bytes, &length| bytes.saturating_mul(length.into()));
            variables.push(Extent { begin, is_record, bytes });
        }
        Ok(variables)
    }

    /// Number of elements of a list.
    fn list(&mut self, expected: u32, what: &str) -> Result<u64, Fault> {
        let tag = self.u32()?;
        let count = self.count()?;
        if tag == expected || (tag == 0 && count == 0) {
            Ok(count)
        } else {
            Err(Fault::Wrong(format!("the tag {tag} where {expected} begins the {what}")))
        }
    }

    fn name(&mut self) -> Result<(), Fault> {
        let length = self.count()?;
        self.skip_padded(length.into())
    }

    fn type_size(&mut self) -> Result<u64, Fault> {
        match self.u32()? {
            1 | 2 | 7 => Ok(1),
            3 | 8 => Ok(2),
            4 | 5 | 9 => Ok(4),
            6 | 10 | 11 => Ok(8),
            code => Err(Fault::Wrong(format!("the unknown type {code}"))),
        }
    }

    fn count(&mut self) -> Result<u64, Fault> {
        if self.version == 5 { self.u64() } else { self.u32().map(u64::from) }
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        self.bytes().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Result<u64, Fault> {
        self.bytes().map(u64::from_be_bytes)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.left = self.left.checked_sub(N as u64).ok_or(Fault::Ends)?;
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes).map_err(fails)?;
        Ok(bytes)
    }

    fn skip_padded(&mut self, bytes: u128) -> Result<(), Fault> {
        self.skip(u64::try_from(bytes.div_ceil(4) * 4).map_err(|_| Fault::Ends)?)
    }

    fn skip(&mut self, bytes: u64) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes).ok_or(Fault::Ends)?;
        let skipped = io::copy(&mut self.input.by_ref().take(bytes), &mut io::sink()).map_err(fails)?;
        if skipped == bytes { Ok(()) } else { Err(Fault::Ends) }
    }
}

fn fails(error: io::Error) -> Fault {
    if error.kind() == io::ErrorKind::UnexpectedEof { Fault::Ends } else { Fault::Fails(error) }
}
