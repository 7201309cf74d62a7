#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_quantity::{Context, chinese_times, english_times, grants, recognise};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut last = 0;
    let found = recognise(&text, &Context::default());
    let _ = grants(&text, &found);
    for q in found {
        assert!(text.get(q.range.clone()).is_some_and(|t| !t.is_empty()), "{q:?}");
        assert!(q.range.start >= last, "out of order: {q:?}");
        last = q.range.start;
        assert!(!q.kind.to_string().is_empty());
    }
    let now = jiff::civil::date(2025, 7, 16).at(10, 0, 0, 0);
    for times in [chinese_times(&text, now), english_times(&text, now)] {
        let mut last = 0;
        for t in times {
            assert!(text.get(t.range.clone()).is_some_and(|t| !t.is_empty()), "{t:?}");
            assert!(t.range.start >= last, "out of order: {t:?}");
            last = t.range.end;
        }
    }
});
