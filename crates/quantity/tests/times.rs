//! English expressions of time: extent, kind and value.

mod reading;

use proptest::prelude::*;
use reading::{now, read};
use rstest::rstest;
use tradewire_quantity::{TimeKind, times};

#[rstest]
#[case("The lab closes on March 3rd, 2026.", "March 3rd, 2026 = 2026-03-03")]
#[case("They signed on the 4th of May.", "the 4th of May = XXXX-05-04")]
#[case("Talks began in the first week of June", "the first week of June = XXXX-06-W01")]
#[case("She starts next Monday at 9:30am", "next Monday at 9:30am = 2025-07-21T09:30")]
#[case("He left two weeks ago", "two weeks ago = 2025-07-02")]
#[case("It runs from May to October 2026", "from May to October 2026 = (2026-05-01,2026-10-01,P5M)")]
#[case("open from 9am to 5pm tomorrow", "from 9am to 5pm tomorrow = (2025-07-17T09,2025-07-17T17,PT8H)")]
#[case("no later than Friday", "no later than Friday = XXXX-WXX-5")]
#[case("since the end of 2023", "since the end of 2023 = 2023")]
#[case("vesting over four years", "four years = P4Y")]
#[case("a two and a half hour call", "two and a half hour = PT2.5H")]
#[case("paid every two weeks", "every two weeks = P2W")]
#[case("each Tuesday at 4pm", "each Tuesday at 4pm = XXXX-WXX-2T16")]
#[case("on Thanksgiving 2026", "Thanksgiving 2026 = 2026-11-26")]
#[case("Easter Monday 2026", "Easter Monday 2026 = 2026-04-06")]
#[case("half past seven in the evening", "half past seven in the evening = T19:30")]
#[case("the third quarter of 2025", "the third quarter of 2025 = (2025-07-01,2025-10-01,P3M)")]
#[case("founded in nineteen ninety eight", "nineteen ninety eight = 1998")]
#[case("within 48 hours", "within 48 hours = (2025-07-16T10:00:00,2025-07-18T10:00:00,PT48H)")]
#[case("between 3 and 5 pm on Tuesday", "between 3 and 5 pm on Tuesday = (XXXX-WXX-2T15,XXXX-WXX-2T17,PT2H)")]
#[case("Wed Oct 26 15:50:06 2016", "Wed Oct 26 15:50:06 2016 = 2016-10-26T15:50:06")]
#[case("two Sundays ago", "two Sundays ago = 2025-07-06")]
#[case("every other Friday", "every other Friday = P2W")]
#[case("the rest of the day", "the rest of the day = (2025-07-16T10:00:00,2025-07-16T23:59:59,PT50399S)")]
#[case("the week before last", "the week before last = 2025-W27")]
fn the_extent_and_the_value_are_right(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(read(text), expected);
}

#[rstest]
#[case("They may leave and he may march on")]
#[case("call (650) 555-0134 or 010-1234-5678")]
#[case("order ABC-20250-11A2, $2025 off, v1.2.3")]
#[case("the second to last item of the second half")]
#[case("Good morning and good night")]
#[case("Our lunch was good")]
fn it_is_no_time(#[case] text: &str) {
    assert_eq!(read(text), "");
}

#[test]
fn an_open_half_of_the_day_gives_both_readings() {
    let found = times("meet at 5:30", now());
    assert_eq!(found[0].kind, TimeKind::Time);
    let values: Vec<_> = found[0].readings.iter().filter_map(|r| r.value.as_deref()).collect();
    assert_eq!(values, ["05:30:00", "17:30:00"]);
}

#[test]
fn a_day_no_calendar_has_stays_unresolved() {
    let found = times("on feb 30 2026", now());
    assert_eq!(found[0].readings[0].timex, "2026-02-30");
    assert_eq!(found[0].readings[0].value, None);
}

const PIECES: &[&str] = &[
    "may",
    "5",
    "17",
    "2025",
    "the",
    "of",
    "first",
    "monday",
    "to",
    "from",
    "between",
    "and",
    "-",
    "/",
    ":",
    ".",
    ",",
    "at",
    "pm",
    "am",
    "next",
    "last",
    "week",
    "weeks",
    "year",
    "two",
    "half",
    "past",
    "quarter",
    "every",
    "in",
    "ago",
    "later",
    "before",
    "since",
    "easter",
    "night",
    "end",
    "until",
    "now",
    "today",
    "q3",
    "s",
    "t",
    "hundred",
    "thousand",
    "month",
    "early",
    "'",
    "30",
    "99999999999999999999",
    "o'clock",
    "for",
    "hours",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_gives_sound_ranges(s in "\\PC{0,60}") {
        sound(&s);
    }

    #[test]
    fn any_words_of_time_give_sound_ranges(
        pieces in prop::collection::vec((0..PIECES.len(), any::<bool>()), 0..24),
        year in -9000i16..9000,
    ) {
        let text: String =
            pieces.iter().map(|(i, blank)| format!("{}{}", PIECES[*i], if *blank { " " } else { "" })).collect();
        sound(&text);
        let _ = times(&text, jiff::civil::date(year, 2, 28).at(23, 59, 59, 0));
    }
}

fn sound(text: &str) {
    let mut end = 0;
    for t in times(text, now()) {
        assert!(text.get(t.range.clone()).is_some_and(|s| !s.is_empty()), "{text:?} {t:?}");
        assert!(t.range.start >= end && !t.readings.is_empty(), "{text:?} {t:?}");
        end = t.range.end;
    }
}
