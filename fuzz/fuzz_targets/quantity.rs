#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_quantity::{Context, recognise};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut last = 0;
    for q in recognise(&text, &Context::default()) {
        assert!(text.get(q.range.clone()).is_some_and(|t| !t.is_empty()), "{q:?}");
        assert!(q.range.start >= last, "out of order: {q:?}");
        last = q.range.start;
        assert!(!q.kind.to_string().is_empty());
    }
});
