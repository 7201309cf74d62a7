//! The first line is the path that is asked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_fetch::Robots;

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let path = format!("/{}", String::from_utf8_lossy(&bytes[..at]));
    let robots = Robots::parse(&bytes[at..], "tradewire");
    robots.allows(&path);
    assert!(robots.allows("/robots.txt"));
    assert!(robots.delay().is_none_or(|d| d.as_secs() <= 30));
});
