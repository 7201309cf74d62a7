//! The report as PDF, over invented offers; fonts are Debian's, and without them there is nothing to test.

use tradewire_serve::Lang;
use tradewire_serve::offers::{PrintError, Reckoned, WhatIf, read, reckon, report_pdf};

const A: &str = "name = 'Stay 留任'\nsource = 'fiction'\ncurrency = 'USD'\nyears = 4\nsalary = '1.5M'\nsign_on = { amount = '2M', clawback_months = 24 }";
const B: &str = "name = 'Northgate 龘'\nsource = 'fiction'\ncurrency = 'USD'\nyears = 4\nsalary = '500k'\n[[grant]]\nkind = 'rsu'\nvalue = '8M'\nvesting = { months = 48, cliff_months = 12 }\n[firm]\nvolatility = 0.6";

fn offers() -> Reckoned {
    reckon(read(&[A.to_owned(), B.to_owned()]).unwrap(), &WhatIf::default(), 1)
}

fn fonts() -> Vec<Vec<u8>> {
    let places = [
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ];
    places.iter().filter_map(|p| std::fs::read(p).ok()).collect()
}

#[test]
fn a_report_is_a_whole_small_file_in_each_language() {
    let fonts = fonts();
    if fonts.is_empty() {
        return;
    }
    let whole: usize = fonts.iter().map(Vec::len).sum();
    for lang in Lang::ALL {
        let made = report_pdf(&offers(), lang, &fonts).unwrap();
        let text = String::from_utf8_lossy(&made);
        assert!(text.starts_with("%PDF-1.7") && text.trim_end().ends_with("%%EOF"));
        assert!(text.contains("/FontFile") && text.contains("/ToUnicode") && text.contains("/Count "));
        assert!(
            made.len() < 300_000 && made.len() * 10 < whole,
            "only glyphs used are in it: {}",
            made.len()
        );
        assert_eq!(made, report_pdf(&offers(), lang, &fonts).unwrap(), "the same again");
    }
}

#[test]
fn without_a_font_there_is_no_report() {
    for fonts in [Vec::new(), vec![b"no font".to_vec()]] {
        let none = report_pdf(&offers(), Lang::En, &fonts).unwrap_err();
        assert!(matches!(none, PrintError::NoFont), "{none}");
    }
}
