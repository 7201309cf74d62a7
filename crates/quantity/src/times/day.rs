//! Single days: calendar dates, weekdays, days counted from another.

use jiff::Span as Step;
use jiff::civil::Date;

use super::value::Days;
use super::{Grammar, Read};

impl Grammar {
    /// The day expression at token `i` that reaches farthest.
    pub(super) fn day(&self, i: usize) -> Read<Days> {
        if !self.free_before(i) {
            return None;
        }
        let all = [
            self.weekday_led(i),
            self.numeric(i, false),
            self.numeric_relative(i),
            self.month_led(i),
            self.day_led(i),
            self.nth_weekday(i),
            self.day_of(i),
            self.week_led(i),
            self.named_day(i),
            self.holiday(i),
            self.weekdays_away(i),
        ];
        all.into_iter().flatten().max_by_key(|r| r.1)
    }

    pub(super) fn add(&self, day: Date, days: i64) -> Option<Date> {
        day.checked_add(Step::new().try_days(days).ok()?).ok()
    }

    pub(super) fn monday(&self) -> Option<Date> {
        let today = self.now.date();
        self.add(today, -i64::from(today.weekday().to_monday_zero_offset()))
    }

    /// A day from what was said of it; what is open is filled in both ways.
    pub(super) fn days_of(&self, year: Option<i16>, month: Option<i8>, day: i8) -> Option<Days> {
        let today = self.now.date();
        let said = (year, month, Some(day));
        let (timex, at) = match (year, month) {
            (Some(y), Some(m)) => {
                (format!("{y:04}-{m:02}-{day:02}"), Date::new(y, m, day).ok().into_iter().collect())
            }
            (None, Some(m)) => {
                let timex = format!("XXXX-{m:02}-{day:02}");
                let past =
                    (0..9).filter_map(|k| Date::new(today.year() - k, m, day).ok()).find(|d| *d <= today);
                let coming =
                    (0..9).filter_map(|k| Date::new(today.year() + k, m, day).ok()).find(|d| *d > today);
                (timex, past.into_iter().chain(coming).collect())
            }
            (None, None) => {
                let of = |k: i64| {
                    let first = today.first_of_month().checked_add(Step::new().try_months(k).ok()?).ok()?;
                    Date::new(first.year(), first.month(), day).ok()
                };
                let past = (0..5).filter_map(|k| of(-k)).find(|d| *d <= today);
                let coming = (0..5).filter_map(of).find(|d| *d > today);
                (format!("XXXX-XX-{day:02}"), past.into_iter().chain(coming).collect())
            }
            (Some(_), None) => return None,
        };
        Some(Days { timex, at, said, feast: false })
    }

    /// A month's name; `may` and the like only where what stands around makes it one.
    pub(super) fn month(&self, i: usize) -> Read<i8> {
        let w = self.w(i);
        let m = *self.words.months.get(w)?;
        if !self.free_before(i) && !matches!(i.checked_sub(1).map(|k| self.s(k)), Some('-' | '/')) {
            return None;
        }
        let k = if w.len() <= 4
            && w != "may"
            && self.s(i + 1) == '.'
            && self.glued(i + 1)
            && !self.glued(i + 2)
            && i + 2 < self.tokens.len()
        {
            i + 2
        } else {
            i + 1
        };
        Some((m, k))
    }

    /// Whether a word such as may stands for a month.
    pub(super) fn month_is_sure(&self, i: usize) -> bool {
        let w = self.w(i);
        if !matches!(w, "may" | "march" | "mar" | "sun" | "sat" | "dec" | "jan") {
            return true;
        }
        if w == "dec" || w == "jan" || w == "mar" {
            return true;
        }
        // May in the midst of a sentence is no verb.
        if i > 0
            && self.tokens[i].capital
            && !matches!(self.s(i - 1), '.' | '!' | '?' | '"' | '\u{201c}' | ':')
        {
            return true;
        }
        let before = i.checked_sub(1).map_or("", |k| self.w(k));
        let sign = i.checked_sub(1).map_or('\0', |k| self.s(k));
        matches!(
            before,
            "in" | "of"
                | "this"
                | "next"
                | "last"
                | "from"
                | "to"
                | "until"
                | "till"
                | "since"
                | "before"
                | "after"
                | "by"
                | "between"
                | "early"
                | "late"
                | "mid"
                | "during"
                | "for"
                | "through"
                | "every"
                | "each"
                | "previous"
                | "coming"
                | "on"
                | "past"
                | "until "
                | "and"
        ) && !(w == "march" && before == "to")
            && !(w == "may" && before == "and")
            || matches!(sign, '-' | '/') && self.glued(i)
            || w == "march" && before.is_empty() && i == 0
    }

    fn named_day(&self, i: usize) -> Read<Days> {
        let (o, k) = self.phrase(i, &self.words.days)?;
        // day after day; the day of the week; the day before Christmas is counted elsewhere
        let first = self.w(i);
        if first == "the" || first == "day" || first == "next" || first == "last" {
            let behind = self.w(k);
            if matches!(behind, "day" | "of" | "that" | "when" | "before" | "after")
                && !(first == "the" && self.w(k - 1) == "day" && behind == "of" && self.w(i + 1) == "next")
            {
                return None;
            }
        }
        Some((Days::exact(self.add(self.now.date(), *o)?), k))
    }

    /// 2016-11-07, 11/7/2016, 7.11.2016, 11/7, 20161107, 22/Jan/2019; `loose` takes 7-6 and 7.6 for days too.
    pub(super) fn numeric(&self, i: usize, loose: bool) -> Read<Days> {
        if !self.free_before(i) {
            return None;
        }
        let a = self.digits(i)?;
        if a.len() == 8 && self.free_after(i + 1) {
            let (y, m, d) = (a[..4].parse().ok()?, a[4..6].parse().ok()?, a[6..].parse().ok()?);
            let ok = (1000..2200).contains(&y) && Date::new(y, m, d).is_ok();
            return ok.then(|| self.days_of(Some(y), Some(m), d)).flatten().map(|d| (d, i + 1));
        }
        let sep = self.s(i + 1);
        if !matches!(sep, '/' | '-' | '.') || !self.glued(i + 1) || !self.glued(i + 2) {
            return None;
        }
        let b = self.digits(i + 2)?;
        let (na, nb): (i16, i16) = (a.parse().ok()?, b.parse().ok()?);
        if self.s(i + 3) == sep
            && self.glued(i + 3)
            && self.glued(i + 4)
            && let Some(c) = self.digits(i + 4)
        {
            let nc: i16 = c.parse().ok()?;
            if !self.free_after(i + 5) && !(self.w(i + 5) == "t" && self.digits(i + 6).is_some()) {
                return None;
            }
            let (y, m, d, open) = match (a.len(), b.len(), c.len()) {
                (4, 1 | 2, 1 | 2) => (na, nb, nc, false),
                (1 | 2, 1 | 2, 4) if na > 12 => (nc, nb, na, false),
                (1 | 2, 1 | 2, 4) if nb > 12 => (nc, na, nb, false),
                (1 | 2, 1 | 2, 4) => (nc, na, nb, false),
                (1 | 2, 1 | 2, 2) => {
                    let (m, d) = if na > 12 { (nb, na) } else { (na, nb) };
                    (super::number::century(nc), m, d, (30..40).contains(&nc))
                }
                _ => return None,
            };
            let (m, d) = (i8::try_from(m).ok()?, i8::try_from(d).ok()?);
            Date::new(y, m, d).ok()?;
            let mut days = self.days_of(Some(y), Some(m), d)?;
            if open {
                days.timex = format!("XX{:02}-{m:02}-{d:02}", y % 100);
                days.at = [1900, 2000].iter().filter_map(|c| Date::new(c + y % 100, m, d).ok()).collect();
            }
            return Some((days, i + 5));
        }
        if a.len() > 2 || b.len() > 2 || !(self.free_after(i + 3) || self.half_of_day(i + 3).is_some()) {
            return None;
        }
        if sep != '/' && !loose || self.half_of_day(i + 3).is_some() || self.unit(i + 3).is_some() {
            return None;
        }
        if self.s(i + 3) == '%' || (a.len() == 1 && b.len() == 1 && na == 1 && self.w(i + 3) == "of") {
            return None;
        }
        let (m, d) = if na > 12 { (nb, na) } else { (na, nb) };
        if !(1..=12).contains(&m) || !(1..=31).contains(&d) {
            return None;
        }
        let d = self.days_of(None, Some(m as i8), d as i8)?;
        (!d.at.is_empty()).then_some((d, i + 3))
    }

    /// this 5/12, next 5/12.
    fn numeric_relative(&self, i: usize) -> Read<Days> {
        let offset = match self.w(i) {
            "this" => 0,
            "next" => 1,
            "last" => -1,
            _ => return None,
        };
        let (mut days, k) = self.numeric(i + 1, true)?;
        let (None, Some(m), Some(d)) = days.said else { return None };
        days.at = Date::new(self.now.year() + offset, m, d).ok().into_iter().collect();
        Some((days, k))
    }

    /// A year behind a day and month: 2019, of 1995, in 2020, of next year.
    fn year_of_day(&self, k: usize, loose: bool) -> Option<(i16, usize)> {
        let mut j = k;
        if matches!(self.s(j), ',' | '/' | '-' | '.') && (self.s(j) == ',' || self.glued(j)) {
            j += 1;
        }
        let plain = j == k;
        let j2 = self.skip(j, &["of", "in"]);
        if let Some((y, e)) = self.year_behind(j2, loose && plain && j2 == j).filter(|r| {
            self.clock(j2, false).is_none() || r.1 > j2 + 1 || self.digits(j2).is_some_and(|d| d.len() == 4)
        }) {
            return Some((y, e));
        }
        let (o, e) = self.relative_year(j2)?;
        Some((self.now.year() + o, e))
    }

    /// January 12, 2016; oct, 1st; nov/2; mar4; september-2020-23.
    fn month_led(&self, i: usize) -> Read<Days> {
        let relative =
            self.any(i, &["this", "next", "last"]).then(|| self.words.relatives.get(self.w(i))).flatten();
        let at = if relative.is_some() { i + 1 } else { i };
        let (m, k) = self.month(at)?;
        if self.s(k) == '-'
            && self.s(k + 2) == '-'
            && self.glued(k + 2)
            && let Some((y, _)) = self.year(k + 1)
            && let Some(((d, _), e)) = self.day_number(k + 3)
        {
            return Some((self.days_of(Some(y), Some(m), d)?, e));
        }
        let mut j = k;
        if matches!(self.s(j), ',' | '/' | '-' | '.') {
            if self.s(j) != ',' && !self.glued(j) {
                return None;
            }
            j += 1;
        }
        j = self.skip(j, &["the"]);
        let ((d, ordinal), e) = self.day_number(j)?;
        let plain = !ordinal;
        if plain && (self.s(e) == ':' && self.glued(e) || self.half_of_day(e).is_some() || self.s(e) == '%') {
            return None;
        }
        if plain
            && (self.unit(e).is_some() && self.w(e) != "night"
                || self.w(e) == "hundred"
                || self.digits(j).is_none() && self.year(j).is_some())
        {
            return None;
        }
        if plain && !self.free_after(e) && !matches!(self.s(e), '/' | '-') && self.s(e) != ',' {
            return None;
        }
        let (year, e) = match self.year_of_day(e, ordinal) {
            Some((y, e)) => (Some(y), e),
            None => (relative.map(|o| self.now.year() + *o as i16).filter(|_| relative.is_some()), e),
        };
        let mut days = self.days_of(year, Some(m), d)?;
        if relative.is_some() {
            days.timex = format!("XXXX-{m:02}-{d:02}");
        }
        Some((days, e))
    }

    /// 04th Jan 2019, the 1st of July, 22/Jan/2019, twenty second of may.
    fn day_led(&self, i: usize) -> Read<Days> {
        let at = self.skip(i, &["the"]);
        if self.free_before(at) { self.day_led_behind(at) } else { None }
    }

    /// The same where a dash may touch it.
    pub(super) fn day_led_behind(&self, at: usize) -> Read<Days> {
        let ((d, _), k) = self.day_number(at)?;
        let mut j = k;
        if self.w(j) == "day" && self.w(j + 1) == "of" {
            j += 2;
        } else if self.w(j) == "of"
            || matches!(self.s(j), '-' | '/' | '.') && self.glued(j) && self.glued(j + 1)
        {
            j += 1;
        }
        let (m, e) = self.month(j)?;
        let (year, e) = self
            .year_of_day(e, false)
            .or_else(|| {
                let glued = matches!(self.s(e), '-' | '/') && self.glued(e);
                if glued { self.year_behind(e + 1, true) } else { None }
            })
            .map_or((None, e), |(y, e)| (Some(y), e));
        Some((self.days_of(year, Some(m), d)?, e))
    }

    /// The weekday at token `i`.
    pub(super) fn weekday(&self, i: usize) -> Read<i8> {
        let w = self.w(i);
        let d = *self.words.weekdays.get(w)?;
        if !self.free_before(i) && !matches!(i.checked_sub(1).map(|k| self.s(k)), Some('-' | '/'))
            || self.glued(i + 1) && matches!(self.s(i + 1), '_')
        {
            return None;
        }
        if matches!(w, "sun" | "sat" | "wed" | "fri") {
            let before = i.checked_sub(1).map_or("", |k| self.w(k));
            let led = matches!(
                before,
                "on" | "this"
                    | "next"
                    | "last"
                    | "every"
                    | "each"
                    | "by"
                    | "or"
                    | "and"
                    | "until"
                    | "from"
                    | "to"
                    | "week"
                    | "till"
                    | "coming"
                    | "at"
                    | "until "
            );
            let followed = self.digits(i + 1).is_some()
                || self.month(i + 1).is_some()
                || self.part_alone(i + 1).is_some()
                || self.ordinal(i + 1).is_some()
                || self.w(i + 1) == "at"
                || self.s(i + 1) == ',';
            if !(led || followed || matches!(w, "wed" | "fri") && i == 0) {
                return None;
            }
        }
        let k = if w.len() <= 5
            && self.s(i + 1) == '.'
            && self.glued(i + 1)
            && i + 2 < self.tokens.len()
            && !w.ends_with("day")
        {
            i + 2
        } else {
            i + 1
        };
        Some((d, k))
    }

    /// A weekday so many weeks from the present one.
    pub(super) fn weekday_in(&self, weekday: i8, weeks: i64) -> Option<Date> {
        self.add(self.monday()?, weeks * 7 + i64::from(weekday) - 1)
    }

    /// The last and the coming one of a weekday.
    pub(super) fn weekdays(&self, weekday: i8) -> Option<Days> {
        let today = self.now.date();
        let here = self.weekday_in(weekday, 0)?;
        let at = if here < today { [here, self.add(here, 7)?] } else { [self.add(here, -7)?, here] };
        Some(Days {
            timex: format!("XXXX-WXX-{weekday}"),
            at: at.to_vec(),
            said: (None, None, None),
            feast: false,
        })
    }

    /// friday, next friday, friday 7/6, monday the 21st, tuesday of next week, monday two weeks from now.
    /// two sundays ago, three Fridays from now
    fn weekdays_away(&self, i: usize) -> Read<Days> {
        let (n, k) = self.count(i).filter(|_| self.free_before(i))?;
        let (weekday, k) = self.weekday(k)?;
        let n = i64::try_from(n.trunc()).ok().filter(|n| (1..=60).contains(n))?;
        let (sign, e) = match (self.w(k), self.w(k + 1)) {
            ("ago", _) => (-1, k + 1),
            ("later", _) => (1, k + 1),
            ("from", "now" | "today") => (1, k + 2),
            _ => return None,
        };
        let today = self.now.date();
        let here = today.weekday().to_monday_one_offset();
        let step = i64::from((sign as i8 * (weekday - here) - 1).rem_euclid(7) + 1);
        Some((Days::exact(self.add(today, sign * (step + (n - 1) * 7))?), e))
    }

    fn weekday_led(&self, i: usize) -> Read<Days> {
        let mut at = self.skip(i, &["the"]);
        let mut week = None;
        let word = self.w(at).to_owned();
        if let Some((o, k)) = self.relative(at)
            && self.weekday(k).is_some()
        {
            week = Some(o);
            at = k;
        } else if at > i {
            return None;
        }
        let (weekday, k) = self.weekday(at)?;
        if week.is_none()
            && let Some(r) = self.weekday_with(weekday, k)
        {
            return Some(r);
        }
        // this friday-jun-15, friday 7.6, tuesday, jan 15
        let mut j = k;
        if matches!(self.s(j), ',' | '-') {
            j += 1;
        }
        let the = self.skip(j, &["the"]);
        let loose = i > 0 && self.w(i - 1) == "on" || week.is_some() && word == "this";
        let date = self.numeric(j, loose).or_else(|| self.month_led(j)).or_else(|| self.day_led(j));
        if let Some((mut d, e)) = date {
            if week == Some(0) && d.said.0.is_none() {
                let (m, n) = (d.said.1?, d.said.2?);
                d.at = Date::new(self.now.year(), m, n).ok().into_iter().collect();
            }
            return Some((d, e));
        }
        let today = self.now.date();
        if week.is_none() {
            let ordinal = self.ordinal(the).is_some();
            if let Some(((n, _), e)) = self.day_number(the)
                && (the > j && ordinal || the == j && j == k && (self.digits(the).is_some() || ordinal))
                && self.clock(the, false).is_none()
                && !matches!(self.s(e), ':' | '-' | '%')
                && (ordinal || self.free_after(e))
                && self.half_of_day(e).is_none()
                && !(self.any(e, &["to", "till", "until"]) && !ordinal)
            {
                if the > j {
                    // monday the 27th: of this month, or of the next in which it is one.
                    let here = Date::new(today.year(), today.month(), n).ok();
                    let found = here
                        .filter(|d| d.weekday().to_monday_one_offset() == weekday)
                        .or_else(|| self.coincidence(weekday, n, 1));
                    return Some((Days::exact(found?), e));
                }
                let at: Vec<Date> = [-1, 1].iter().filter_map(|s| self.coincidence(weekday, n, *s)).collect();
                if at.len() == 2 {
                    let timex = format!("XXXX-WXX-{weekday}");
                    return Some((Days { timex, at, said: (None, None, None), feast: false }, e));
                }
            }
        }
        let days = match (week, word.as_str()) {
            (None, _) => self.weekdays(weekday)?,
            (Some(o), "coming" | "upcoming" | "past" | "following") => {
                let here = self.weekday_in(weekday, 0)?;
                let day = match (o > 0, here > today, here < today) {
                    (true, true, _) | (false, _, true) => here,
                    (true, ..) => self.add(here, 7)?,
                    (false, ..) => self.add(here, -7)?,
                };
                Days::exact(day)
            }
            (Some(o), _) => Days::exact(self.weekday_in(weekday, o)?),
        };
        Some((days, k))
    }

    /// The nearest day, in one direction, on which a weekday falls on a day of the month.
    fn coincidence(&self, weekday: i8, day: i8, sign: i64) -> Option<Date> {
        let first = self.now.date().first_of_month();
        (0..24)
            .filter_map(|k| {
                let m = first.checked_add(Step::new().try_months(k * sign).ok()?).ok()?;
                Date::new(m.year(), m.month(), day).ok()
            })
            .filter(|d| if sign > 0 { *d > self.now.date() } else { *d <= self.now.date() })
            .find(|d| d.weekday().to_monday_one_offset() == weekday)
    }

    /// What may follow a weekday: of next week, two weeks from now.
    fn weekday_with(&self, weekday: i8, k: usize) -> Read<Days> {
        let j = self.skip(self.skip(k, &["of", "in"]), &["the"]);
        if let Some((o, e)) = self.relative_week(j) {
            return Some((Days::exact(self.weekday_in(weekday, o)?), e));
        }
        let (length, e) = self.length(k)?;
        if length.parts.len() != 1 || length.parts[0].1 != crate::TimeUnit::Week {
            return None;
        }
        if self.any(e, &["from"]) && self.any(e + 1, &["now", "today"]) {
            let n: i64 = length.parts[0].0.try_into().ok()?;
            return Some((Days::exact(self.weekday_in(weekday, n)?), e + 2));
        }
        None
    }

    /// next week, the week after next: how many weeks from the present one.
    pub(super) fn relative_week(&self, i: usize) -> Read<i64> {
        if self.w(i) == "week" && self.any(i + 1, &["after", "before"]) {
            let sign = if self.w(i + 1) == "after" { 1 } else { -1 };
            let j = self.skip(i + 2, &["the"]);
            let o = self.words.relatives.get(self.w(j))?;
            return (*o == sign).then_some((sign * 2, j + 1));
        }
        let (o, k) = self.relative(i)?;
        (self.any(k, &["week", "wk"])).then_some((o, k + 1))
    }

    /// next week monday, next week on tuesday, previous week - monday.
    fn week_led(&self, i: usize) -> Read<Days> {
        let (o, k) = self.relative_week(i)?;
        let mut j = k;
        if matches!(self.s(j), ',' | '-') {
            j += 1;
        }
        j = self.skip(j, &["on"]);
        let (weekday, e) = self.weekday(j)?;
        Some((Days::exact(self.weekday_in(weekday, o)?), e))
    }

    /// first monday of next month, the last friday in October, with a time between: see the compound.
    pub(super) fn nth_weekday(&self, i: usize) -> Read<Days> {
        let at = self.skip(i, &["the"]);
        let (n, k) =
            if self.w(at) == "last" { (5, at + 1) } else { self.ordinal(at).filter(|(n, _)| *n <= 5)? };
        let (weekday, k) = self.weekday(k)?;
        let (days, e) = self.of_month(weekday, n as i8, k)?;
        Some((days, e))
    }

    /// of next month, in October 2017, behind the nth weekday.
    pub(super) fn of_month(&self, weekday: i8, n: i8, k: usize) -> Read<Days> {
        let led = self.any(k, &["of", "in"]);
        if !led && !self.words.relatives.contains_key(self.w(k)) {
            return None;
        }
        let at = if led { k + 1 } else { k };
        let ((year, month), e) = self.some_month(at)?;
        let timex = |y: Option<i16>| match y {
            Some(y) => format!("{y:04}-{month:02}-WXX-{weekday}-#{n}"),
            None => format!("XXXX-{month:02}-WXX-{weekday}-#{n}"),
        };
        let today = self.now.date();
        let relative = self.months_word(at);
        let at: Vec<Date> = match year {
            Some(y) => super::holiday::nth(y, month, weekday, n).into_iter().collect(),
            None => {
                let of = |y: i16| super::holiday::nth(y, month, weekday, n);
                let here = of(today.year())?;
                if here <= today {
                    vec![here, of(today.year() + 1)?]
                } else {
                    vec![of(today.year() - 1)?, here]
                }
            }
        };
        let timex = timex(year.filter(|_| !relative));
        Some((Days { timex, at, said: (None, None, None), feast: false }, e))
    }

    /// Whether token `i` speaks of a month counted from the present one.
    fn months_word(&self, i: usize) -> bool {
        let k = self.skip(i, &["the"]);
        !self.words.months.contains_key(self.w(k))
    }

    /// A month by name with its year, or counted from the present one: the year if it is known, and the month.
    pub(super) fn some_month(&self, i: usize) -> Read<(Option<i16>, i8)> {
        let at = self.skip(i, &["the"]);
        if let Some((m, k)) = self.month(at) {
            let j = self.skip_sign(k, ',');
            let j = self.skip(j, &["of", "in"]);
            if let Some((y, e)) = self.year_behind(j, false) {
                return Some(((Some(y), m), e));
            }
            if let Some((o, e)) = self.relative_year(j) {
                return Some(((Some(self.now.year() + o), m), e));
            }
            return Some(((None, m), k));
        }
        let today = self.now.date();
        if at > i && self.w(at) == "month" {
            return Some(((Some(today.year()), today.month()), at + 1));
        }
        let (o, k) = self.relative(at)?;
        if self.w(k) != "month" {
            return None;
        }
        let first = today.first_of_month().checked_add(Step::new().try_months(o).ok()?).ok()?;
        Some(((Some(first.year()), first.month()), k + 1))
    }

    /// the 15th day of next month, the twenty-sixth day of the month, the 3rd of this month.
    fn day_of(&self, i: usize) -> Read<Days> {
        let at = self.skip(i, &["the"]);
        let (d, k) = self.ordinal(at).filter(|(d, _)| (1..=31).contains(d))?;
        let j = self.skip(k, &["day"]);
        if self.w(j) != "of" {
            return None;
        }
        let ((year, month), e) = self.some_month(j + 1)?;
        Some((self.days_of(year, Some(month), d as i8)?, e))
    }
}
