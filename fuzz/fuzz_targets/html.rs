#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_fuzz::read_soundly;
use tradewire_read::Content;

fuzz_target!(|bytes: &[u8]| {
    read_soundly(bytes, Content::Html, None);
});
