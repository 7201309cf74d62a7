//! Rows behind a good head: however broken, each is counted once, and no row is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tradewire_market::{AskedFilings, Filings};

const HEAD: &[u8] = b"CASE_NUMBER,CASE_STATUS,RECEIVED_DATE,EMPLOYER_NAME,JOB_TITLE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY,PREVAILING_WAGE,PW_UNIT_OF_PAY\n";

fuzz_target!(|bytes: &[u8]| {
    let text = [HEAD, bytes].concat();
    let (mut filings, mut told) = (Filings::default(), 0);
    let read = filings.read(text.as_slice(), &AskedFilings::default(), &mut |_, _| told += 1);
    assert!(read.is_ok(), "memory can be read");
    assert_eq!(filings.rows, filings.n + told + filings.left_aside.values().sum::<u64>());
    // Whatever bytes stand alone are a file or are refused.
    let _ = Filings::default().read(bytes, &AskedFilings::default(), &mut |_, _| {});
});
