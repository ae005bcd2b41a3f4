#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fieldops_fuzz::expression::run(data));
