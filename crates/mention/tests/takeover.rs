//! Takeover reports in our own words.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::sync::LazyLock;

use tradewire_mention::{Takeover, TakeoverReader};

static READER: LazyLock<TakeoverReader> = LazyLock::new(|| TakeoverReader::new().unwrap());

fn read(text: &str) -> Takeover {
    READER.read(text)
}

#[test]
fn who_buys_what_from_whom_for_how_much() {
    let t = read(
        "Northgate Corp said it agreed in principle to buy paint maker Spruce\nColours Inc of Toledo, Ohio, from \
         Tally Holdings Ltd for about 12 mln dlrs in cash.",
    );
    assert_eq!(t.purchaser, ["Northgate Corp"]);
    assert_eq!(t.acquired, ["Spruce Colours Inc"]);
    assert_eq!(t.seller, ["Tally Holdings Ltd"]);
    assert_eq!(t.amount.as_deref(), Some("12 mln dlrs"));
    assert_eq!(t.status.as_deref(), Some("agreed in principle"));
    assert_eq!(t.business, ["paint maker"]);
    assert_eq!(t.place, ["Toledo, Ohio"]);
}

#[test]
fn a_unit_is_sold_and_its_owner_is_the_seller() {
    let t = read(
        "Northgate Corp said it completed the sale of its Lantern Foods Co unit to Okapi Group Inc. Terms were not disclosed.",
    );
    assert_eq!(t.seller, ["Northgate Corp"]);
    assert_eq!(t.acquired, ["Lantern Foods Co"]);
    assert_eq!(t.purchaser, ["Okapi Group Inc"]);
    assert_eq!(t.amount.as_deref(), Some("not disclosed"));
    assert_eq!(t.status.as_deref(), Some("completed"));
}

#[test]
fn passive_possessive_and_plain_things() {
    let t = read("Spruce Inc will be acquired by Northgate Corp, the companies said.");
    assert_eq!((t.acquired, t.purchaser), (vec!["Spruce Inc".to_owned()], vec!["Northgate Corp".to_owned()]));
    let t = read("Northgate Corp said it bought Tally Inc's Spruce Manufacturing Co for 70 mln dlrs.");
    assert_eq!(t.seller, ["Tally Inc"]);
    assert_eq!(t.acquired, ["Spruce Manufacturing Co"]);
    let t = read("Northgate Corp said it acquired the plastic bottle business of Tally Inc.");
    assert_eq!(t.acquired, ["plastic bottle business"]);
    assert_eq!(t.seller, ["Tally Inc"]);
}

#[test]
fn a_group_stands_for_whoever_leads_it() {
    let t = read(
        "A group led by New York investor Jonas Veltri said it acquired 168,500 shares of Spruce Inc, or 5 pct of the total.",
    );
    assert_eq!(t.purchaser, ["Jonas Veltri"]);
    assert_eq!(t.acquired, ["Spruce Inc"]);
}

#[test]
fn sales_figures_and_prices_per_share_are_no_price() {
    let t = read("Northgate Corp said it will buy Spruce Inc. Spruce had sales of 80 mln dlrs last year.");
    assert_eq!(t.amount, None);
    let t = read("Northgate Corp said it will offer 12 dlrs a share for Spruce Inc.");
    assert_eq!(t.amount, None);
}

#[test]
fn a_report_without_a_deal_names_nothing_bought() {
    assert_eq!(read("").acquired, Vec::<String>::new());
    assert_eq!(read("Rain fell on the harbour all day, and nobody minded.").acquired, Vec::<String>::new());
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,120}", a in 0usize..6) {
        let words = ["acquired ", "Inc's ", "sold its ", "offer 3 dlrs for ", "of Ohio, ", "(A) Ltd "];
        let _ = read(&format!("X Corp said it {}{text} {}{text}", words[a], words[5 - a]));
    }
}
