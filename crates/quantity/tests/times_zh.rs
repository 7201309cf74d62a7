//! Chinese expressions of time: extent, kind and value.

mod reading;

use proptest::prelude::*;
use reading::{now, read};
use rstest::rstest;
use tradewire_quantity::{TimeKind, chinese_times, times};

#[rstest]
#[case("二〇二六年三月三日开业", "二〇二六年三月三日 = 2026-03-03")]
#[case("农历八月十五聚餐", "农历八月十五 = XXXX-08-15")]
#[case("他們下週五下午三點一刻開會", "下週五下午三點一刻 = 2025-07-25T15:15")]
#[case("上上個月的第二周", "上上個月的第二周 = 2025-05-W02")]
#[case("五月的第二个星期天", "五月的第二个星期天 = XXXX-05-WXX-7-#2")]
#[case("5月3日至8日出差", "5月3日至8日 = (XXXX-05-03,XXXX-05-08,P5D)")]
#[case("2026年5月到10月", "2026年5月到10月 = (2026-05-01,2026-10-01,P5M)")]
#[case("3月和5月之间", "3月和5月之间 = (XXXX-03-01,XXXX-05-01,P2M)")]
#[case("11月至2月", "11月至2月 = (XXXX-11-01,XXXX-02-01,P3M)")]
#[case("从明天上午9点到下午3点", "从明天上午9点到下午3点 = (2025-07-17T09,2025-07-17T15,PT6H)")]
#[case("晚上七点到八点半之间", "晚上七点到八点半之间 = (T19,T20:30,PT1H30M)")]
#[case("差一刻八点出门", "差一刻八点 = T07:45 or T19:45")]
#[case("截至周五", "截至周五 = XXXX-WXX-5")]
#[case("自2015年以来", "自2015年以来 = 2015")]
#[case("2019年4月5日或之前的", "2019年4月5日或之前 = 2019-04-05")]
#[case("每周三下午两点例会", "每周三下午两点 = XXXX-WXX-3T14")]
#[case("每两周发一次", "每两周 = P2W")]
#[case("一年零三个月21天", "一年零三个月21天 = P1Y3M21D")]
#[case("一个半小时的会", "一个半小时 = PT1.5H")]
#[case("过去三年", "过去三年 = (2022-07-16,2025-07-16,P3Y)")]
#[case("20分钟后出发", "20分钟后 = 2025-07-16T10:20:00")]
#[case("去年下半年", "去年下半年 = (2024-07-01,2025-01-01,P6M)")]
#[case("去年四季度", "去年四季度 = (2024-10-01,2025-01-01,P3M)")]
#[case("二十世纪九十年代", "二十世纪九十年代 = (1990-01-01,2000-01-01,P10Y)")]
#[case("今年夏天", "今年夏天 = 2025-SU")]
#[case("乾隆五十年", "乾隆五十年 = 1785")]
#[case("明晚见", "明晚 = 2025-07-17TEV")]
#[case("父亲节快乐", "父亲节 = XXXX-06-WXX-7-3")]
fn the_extent_and_the_value_are_right(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(read(text), expected);
}

#[rstest]
#[case("第三天他走了", "")]
#[case("百分之三点五", "")]
#[case("三点建议,有3点要说", "")]
#[case("《明日之后》与今日头条", "")]
#[case("上下班路上,上一次", "")]
#[case("一周一次就够", "一周 = P1W")]
#[case("2年级学生住3号楼", "")]
#[case("192.168.255.255 与 010-1234-5678 的天气", "")]
#[case("增长5.2个百分点", "")]
fn it_is_no_time(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(read(text), expected);
}

#[test]
fn chinese_puts_the_day_first() {
    assert_eq!(chinese_times("1/2/2026", now())[0].readings[0].timex, "2026-02-01");
    assert_eq!(times("1/2/2026", now())[0].readings[0].timex, "2026-01-02");
}

#[test]
fn kinds_tell_days_from_times() {
    let kind = |t: &str| times(t, now())[0].kind;
    assert_eq!(kind("昨天"), TimeKind::Date);
    assert_eq!(kind("上周"), TimeKind::DateRange);
    assert_eq!(kind("下午三点"), TimeKind::Time);
    assert_eq!(kind("昨天下午"), TimeKind::DateTimeRange);
    assert_eq!(kind("三天"), TimeKind::Duration);
    assert_eq!(kind("每年"), TimeKind::Set);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "[0-9零一二三五十廿百千万半年月日周天点时分秒刻个上下前后去今每到至和的第初农历世纪代:/. -]{0,40}") {
        let mut last = 0;
        for t in chinese_times(&text, now()) {
            prop_assert!(text.get(t.range.clone()).is_some());
            prop_assert!(t.range.start >= last && t.range.end > t.range.start);
            last = t.range.end;
        }
    }
}
