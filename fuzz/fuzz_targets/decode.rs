//! The first byte chooses the label that comes with the bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_fuzz::read_soundly;
use tradewire_read::{Content, decode};

const LABELS: [Option<&str>; 14] = [
    None,
    Some("utf-8"),
    Some("gbk"),
    Some("gb18030"),
    Some("big5"),
    Some("shift_jis"),
    Some("euc-kr"),
    Some("euc-jp"),
    Some("iso-2022-jp"),
    Some("utf-16le"),
    Some("utf-16be"),
    Some("windows-1252"),
    Some("koi8-r"),
    Some("x-user-defined"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let label = LABELS[usize::from(*first) % LABELS.len()];
    let charset = label.and_then(|l| encoding_rs::Encoding::for_label(l.as_bytes()));
    for html in [false, true] {
        let (text, encoding) = decode(rest, charset, html);
        assert!(!encoding.name.is_empty() && !encoding.reason.is_empty());
        assert!(encoding.undecodable <= rest.len() && text.len() <= rest.len() * 3 + 3);
    }
    read_soundly(rest, Content::Auto, label);
});
