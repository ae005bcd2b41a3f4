//! Tells whether the HDF5 library lists the chunks of a dataset in one pass, which it does from 1.14.0 on.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(lists_chunks)");
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("DEP_HDF5_VERSION_1_14_0").is_some() {
        println!("cargo::rustc-cfg=lists_chunks");
    }
}
