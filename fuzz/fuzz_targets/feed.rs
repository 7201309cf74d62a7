#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_fuzz::{limits, read_soundly};
use tradewire_read::feed;

fuzz_target!(|bytes: &[u8]| {
    let (mut entries, mut held) = (0, 0);
    for entry in feed(bytes, None, &limits()) {
        entries += 1;
        match entry {
            Ok(input) => {
                held += input.bytes.len();
                assert!(!input.name.is_empty() && !input.bytes.is_empty());
                if entries < 4 {
                    read_soundly(&input.bytes, input.content, input.charset.as_deref());
                }
            }
            Err(e) => assert!(!e.code.hint().is_empty() && !e.what.is_empty()),
        }
    }
    // Nothing is expanded: a reference is longer than what it stands for, a byte of another charset is three of UTF-8.
    assert!(held <= bytes.len() * 4 + 16, "{held} bytes of {}", bytes.len());
    assert!(entries <= bytes.len() + 2);
});
