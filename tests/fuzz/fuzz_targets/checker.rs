//! `checker`: see `annexa_tests::fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| annexa_tests::fuzz::checker(bytes));
