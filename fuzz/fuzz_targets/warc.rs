//! Files and streams of every form, packed or not: WARC, JSON lines, feeds, documents. The first byte chooses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_fuzz::{limits, read_soundly};
use tradewire_read::{Form, inputs};

const FORMS: [Form; 4] = [Form::Warc, Form::Auto, Form::JsonLines, Form::Document];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    // Most seeds begin with their own first byte: W of WARC/1.0 and 1f of gzip choose the first two forms.
    let (form, rest) = match first {
        b'W' => (Form::Warc, bytes),
        0x1f => (Form::Auto, bytes),
        n => (FORMS[usize::from(*n) % FORMS.len()], rest),
    };
    let (mut records, mut held) = (0, 0);
    for input in inputs("fuzz", rest, form, &limits()) {
        records += 1;
        match input {
            Ok(input) => {
                held += input.bytes.len();
                assert!(input.bytes.len() <= limits().size_bytes + (256 << 10));
                if records < 4 {
                    read_soundly(&input.bytes, input.content, input.charset.as_deref());
                }
            }
            Err(e) => assert!(!e.code.as_str().is_empty() && !e.code.hint().is_empty() && !e.what.is_empty()),
        }
    }
    // Every record costs bytes: a small file cannot make many, nor large ones.
    assert!(records <= rest.len() + 2, "{records} records of {} bytes", rest.len());
    assert!(held <= (rest.len() + 1) * 1100 + (4 << 20), "{held} bytes of {}", rest.len());
});
