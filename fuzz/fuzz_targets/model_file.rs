#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    logodds_fuzz::model_file::check(bytes);
});
