//! A file with a wrong checksum. The tests of NetCDF use it too.

use std::{fs, path::Path};

/// Writes a variable of four chunks of six values, and flips a bit in the first chunk.
pub(crate) fn write_with_wrong_checksum(path: &Path, name: &str) {
    let file = hdf5::File::create(path).unwrap();
    let values: Vec<f64> = (0..24).map(|i| f64::from(i) * 0.25 + 1000.0).collect();
    let dataset = file.new_dataset::<f64>().chunk((6,)).fletcher32().shape(24).create(name).unwrap();
    dataset.write(&values).unwrap();
    drop(dataset);
    file.close().unwrap();
    let mut content = fs::read(path).unwrap();
    let needle = values[3].to_le_bytes();
    let place = content.windows(8).position(|bytes| bytes == needle).expect("the value lies in the file");
    content[place] ^= 1;
    fs::write(path, &content).unwrap();
}
