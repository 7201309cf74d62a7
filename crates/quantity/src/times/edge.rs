//! Parts of a period: early July, the middle of 2000, end of month, later this week.

use jiff::civil::Date;

use super::value::{Edge, Grain, Span};
use super::{Grammar, Read};
use crate::TimeUnit;

impl Grammar {
    /// early july, the middle of 2000, end of month, late this year, later this week.
    pub(super) fn edge_of(&self, i: usize) -> Read<Span> {
        let the = i;
        let w = self.w(the);
        let (edge, mut k) = match w {
            "early" | "beginning" | "start" | "earlier" => (Edge::Start, the + 1),
            "mid" | "middle" => (Edge::Middle, the + 1),
            "late" | "end" | "later" | "ending" => (Edge::End, the + 1),
            _ => return None,
        };
        let noun = matches!(w, "beginning" | "start" | "middle" | "end");
        if noun {
            if self.w(k) == "of" {
                k += 1;
            } else if self.unit(k).is_none() {
                return None;
            }
        } else {
            k = self.skip(self.skip_sign(k, '-'), &["in"]);
        }
        if w == "mid" && self.w(k) == "of" {
            k += 1;
        }
        let bare = self
            .unit(k)
            .filter(|(u, _)| matches!(u, TimeUnit::Month | TimeUnit::Year | TimeUnit::Week) && noun);
        let (whole, e) = if let Some((unit, e)) = bare {
            (self.offset_period(unit, 0)?, e)
        } else {
            let inner = self.skip(k, &["the"]);
            let direct = [
                self.month_period(k),
                self.one_period(k),
                self.quarter(k),
                self.decade(k),
                self.year_alone(k),
                self.season(k),
            ];
            let direct = direct.into_iter().flatten().max_by_key(|r| r.1);
            direct.or_else(|| self.month_period(inner))?
        };
        let relative = self.words.relatives.contains_key(self.w(k)) || self.w(k) == "the" || bare.is_some();
        let mut span = whole.clone();
        for (_, days) in &mut span.at {
            if let Some(d) = days {
                *d = self.cut(*d, whole.grain, edge, relative)?;
            }
        }
        span.part = Some(edge);
        span.whole = Some(Box::new(whole));
        Some((span, e))
    }

    /// The days of a part of a period.
    fn cut(&self, (a, b): (Date, Date), grain: Grain, edge: Edge, relative: bool) -> Option<(Date, Date)> {
        let day = |n: i64| self.add(a, n);
        let month = |n: i64| self.shift_months(a, n);
        Some(match (grain, edge) {
            (Grain::Decade, _) => {
                let tenths = |k: i16| Date::new(a.year() + (b.year() - a.year()) * k / 10, 1, 1).ok();
                match edge {
                    Edge::Start => (a, tenths(4)?),
                    Edge::Middle => (tenths(3)?, tenths(7)?),
                    Edge::End => (tenths(6)?, b),
                }
            }
            (Grain::Year, Edge::Start) => (a, if relative { month(6)? } else { month(4)? }),
            (Grain::Year, Edge::Middle) => {
                (month(if relative { 3 } else { 4 })?, month(if relative { 9 } else { 8 })?)
            }
            (Grain::Year, Edge::End) => (month(if relative { 6 } else { 8 })?, b),
            (Grain::Month, Edge::Start) => (a, day(15)?),
            (Grain::Month, Edge::Middle) => (day(9)?, day(20)?),
            (Grain::Month, Edge::End) => (day(15)?, b),
            (Grain::Week, Edge::Start) => (a, day(3)?),
            (Grain::Week, Edge::Middle) => (day(1)?, day(5)?),
            (Grain::Week, Edge::End) => (day(3)?, b),
            (Grain::Day, _) => (a, b),
        })
    }
}
