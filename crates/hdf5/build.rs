//! Tells what the HDF5 library can do: list the chunks of a dataset in one pass, from 1.14.0 on; and leave a file
//! unlocked, from 1.10.7 on but for 1.12.0.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(lists_chunks)");
    println!("cargo::rustc-check-cfg=cfg(sets_locking)");
    println!("cargo::rerun-if-changed=build.rs");
    let has = |version: &str| std::env::var_os(format!("DEP_HDF5_VERSION_{version}")).is_some();
    if has("1_14_0") {
        println!("cargo::rustc-cfg=lists_chunks");
    }
    if (has("1_10_7") && !has("1_12_0")) || has("1_12_1") {
        println!("cargo::rustc-cfg=sets_locking");
    }
}
