#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_fuzz::repair_soundly;
use tradewire_model::RepairCode;

fuzz_target!(|bytes: &[u8]| repair_soundly(bytes, RepairCode::Pinyin));
