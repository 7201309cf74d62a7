use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One stretch of a [`TextMap`]: bytes of the derived text and the bytes of the original they came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// First byte in the derived text.
    pub target: u32,
    /// Bytes in the derived text; zero where something was taken out.
    pub target_len: u32,
    /// First byte in the original.
    pub source: u32,
    /// Bytes in the original; zero where something was put in.
    pub source_len: u32,
    /// Whether the bytes are the same on both sides, so that offsets inside carry over one to one.
    pub copied: bool,
}

/// Leads any range of a derived text (repaired, folded) back to the text it was made from, and forth.
///
/// Segments are in order and without gaps on both sides: laid end to end they give both texts whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextMap {
    segments: Vec<Segment>,
}

impl TextMap {
    /// The map of a text onto itself.
    #[must_use]
    pub fn identity(len: usize) -> Self {
        let mut b = MapBuilder::default();
        b.copy(len);
        b.finish()
    }

    /// The stretches, in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Length of the derived text in bytes.
    #[must_use]
    pub fn target_len(&self) -> usize {
        self.segments.last().map_or(0, |s| (s.target + s.target_len) as usize)
    }

    /// Length of the original in bytes.
    #[must_use]
    pub fn source_len(&self) -> usize {
        self.segments.last().map_or(0, |s| (s.source + s.source_len) as usize)
    }

    /// Leads a range of the derived text back to the original.
    ///
    /// Both ends are widened to whole replaced stretches; what was taken out at either end is left out. An empty
    /// range gives an empty range.
    #[must_use]
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        if range.start >= range.end {
            let at = self.point(range.start);
            return at..at;
        }
        let first = self.holding(range.start);
        let last = self.holding(range.end - 1);
        match (first, last) {
            (Some(a), Some(b)) => {
                let start = if a.copied {
                    a.source as usize + (range.start - a.target as usize)
                } else {
                    a.source as usize
                };
                let end = if b.copied {
                    b.source as usize + (range.end - b.target as usize)
                } else {
                    (b.source + b.source_len) as usize
                };
                start..end.max(start)
            }
            _ => self.source_len()..self.source_len(),
        }
    }

    /// Leads a range of the original to the derived text; what was taken out gives an empty range at its place.
    #[must_use]
    pub fn to_target(&self, range: Range<usize>) -> Range<usize> {
        let at = |offset: usize, end: bool| {
            let i = if end {
                self.segments.partition_point(|s| ((s.source + s.source_len) as usize) < offset)
            } else {
                self.segments.partition_point(|s| (s.source + s.source_len) as usize <= offset)
            };
            self.segments.get(i).map_or(self.target_len(), |s| {
                let inside = offset.saturating_sub(s.source as usize);
                match (s.copied, end && inside > 0) {
                    (true, _) => s.target as usize + inside.min(s.target_len as usize),
                    (false, true) => (s.target + s.target_len) as usize,
                    (false, false) => s.target as usize,
                }
            })
        };
        let start = at(range.start, false);
        start..at(range.end, true).max(start)
    }

    /// Joins two maps: `self` leads C to B, `inner` leads B to A; the result leads C to A.
    #[must_use]
    pub fn compose(&self, inner: &Self) -> Self {
        let mut b = MapBuilder::default();
        let mut j = 0; // segment of `inner` that is being used up
        let mut used = 0u32; // bytes of its target already used
        for s in &self.segments {
            if s.copied {
                let mut left = s.target_len;
                while left > 0 {
                    let Some(t) = inner.segments.get(j) else {
                        b.replace(left as usize, 0);
                        break;
                    };
                    let avail = t.target_len - used;
                    if avail == 0 {
                        if t.target_len == 0 {
                            b.replace(0, t.source_len as usize);
                        }
                        j += 1;
                        used = 0;
                        continue;
                    }
                    let take = avail.min(left);
                    if t.copied {
                        b.copy(take as usize);
                    } else {
                        // A replaced stretch stays whole: its source belongs to its first part.
                        let source = if used == 0 { t.source_len } else { 0 };
                        b.replace(take as usize, source as usize);
                    }
                    used += take;
                    left -= take;
                }
            } else {
                // What was taken out before this stretch stays outside it.
                while let Some(t) = inner.segments.get(j)
                    && used == t.target_len
                    && s.source_len > 0
                {
                    if t.target_len == 0 {
                        b.replace(0, t.source_len as usize);
                    }
                    j += 1;
                    used = 0;
                }
                let mut source = 0;
                let mut left = s.source_len;
                while left > 0 {
                    let Some(t) = inner.segments.get(j) else { break };
                    let avail = t.target_len - used;
                    if avail == 0 {
                        if t.target_len == 0 {
                            source += t.source_len;
                        }
                        j += 1;
                        used = 0;
                        continue;
                    }
                    let take = avail.min(left);
                    source += if t.copied {
                        take
                    } else if used == 0 {
                        t.source_len
                    } else {
                        0
                    };
                    used += take;
                    left -= take;
                }
                b.replace(s.target_len as usize, source as usize);
            }
        }
        for t in inner.segments.iter().skip(j) {
            if t.target_len == 0 {
                b.replace(0, t.source_len as usize);
            }
        }
        b.finish()
    }

    fn holding(&self, offset: usize) -> Option<&Segment> {
        let i = self.segments.partition_point(|s| (s.target + s.target_len) as usize <= offset);
        self.segments.get(i)
    }

    fn point(&self, offset: usize) -> usize {
        self.holding(offset).map_or(self.source_len(), |s| {
            if s.copied { s.source as usize + (offset - s.target as usize) } else { s.source as usize }
        })
    }
}

/// Builds a [`TextMap`] from left to right.
#[derive(Debug, Default)]
pub struct MapBuilder {
    segments: Vec<Segment>,
    target: u32,
    source: u32,
}

impl MapBuilder {
    /// Adds `len` bytes that are the same on both sides.
    pub fn copy(&mut self, len: usize) {
        if len > 0 {
            self.push(len, len, true);
        }
    }

    /// Adds `target_len` derived bytes that stand for `source_len` original ones; either may be zero.
    pub fn replace(&mut self, target_len: usize, source_len: usize) {
        if target_len + source_len > 0 {
            self.push(target_len, source_len, false);
        }
    }

    /// Ends the map.
    #[must_use]
    pub fn finish(self) -> TextMap {
        TextMap { segments: self.segments }
    }

    fn push(&mut self, target_len: usize, source_len: usize, copied: bool) {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (target_len, source_len) = (cut(target_len), cut(source_len));
        match self.segments.last_mut() {
            Some(s) if copied && s.copied => {
                s.target_len += target_len;
                s.source_len += source_len;
            }
            Some(s) if !copied && !s.copied && s.target_len == 0 && target_len == 0 => {
                s.source_len += source_len;
            }
            _ => self.segments.push(Segment {
                target: self.target,
                target_len,
                source: self.source,
                source_len,
                copied,
            }),
        }
        self.target += target_len;
        self.source += source_len;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// "戰(zhàn)略" → "戰略": the bracket belongs to the character before it.
    fn pinyin() -> TextMap {
        let mut b = MapBuilder::default();
        b.replace(3, "戰(zhàn)".len());
        b.copy("略".len());
        b.finish()
    }

    #[test]
    fn a_replaced_stretch_leads_back_whole() {
        let raw = "戰(zhàn)略";
        let m = pinyin();
        assert_eq!(&raw[m.to_source(0..3)], "戰(zhàn)");
        assert_eq!(&raw[m.to_source(0..6)], raw);
        assert_eq!(&raw[m.to_source(3..6)], "略");
        assert_eq!(m.to_target(0..4), 0..3);
        assert_eq!((m.target_len(), m.source_len()), (6, raw.len()));
    }

    #[test]
    fn deletions_at_the_ends_are_left_out() {
        let mut b = MapBuilder::default();
        b.replace(0, 3);
        b.copy(4);
        b.replace(0, 4);
        let m = b.finish();
        assert_eq!(m.to_source(0..4), 3..7);
        assert_eq!(m.to_target(0..3), 0..0);
        assert_eq!(m.to_target(3..11), 0..4);
    }

    #[test]
    fn composition_leads_through_both() {
        // raw "<b>戰(zhàn)略</b>" → "戰(zhàn)略" → "戰略"
        let raw = "<b>戰(zhàn)略</b>";
        let mut b = MapBuilder::default();
        b.replace(0, 3);
        b.copy("戰(zhàn)略".len());
        b.replace(0, 4);
        let whole = pinyin().compose(&b.finish());
        assert_eq!(&raw[whole.to_source(0..6)], "戰(zhàn)略");
        assert_eq!((whole.target_len(), whole.source_len()), (6, raw.len()));
    }

    fn any_map() -> impl Strategy<Value = TextMap> {
        prop::collection::vec((0usize..5, 0usize..5, any::<bool>()), 0..12).prop_map(|parts| {
            let mut b = MapBuilder::default();
            for (t, s, copied) in parts {
                if copied { b.copy(t) } else { b.replace(t, s) }
            }
            b.finish()
        })
    }

    proptest! {
        #[test]
        fn segments_give_both_texts_whole(m in any_map()) {
            let (mut t, mut s) = (0, 0);
            for g in m.segments() {
                prop_assert_eq!((g.target, g.source), (t, s));
                t += g.target_len;
                s += g.source_len;
            }
        }

        #[test]
        fn ranges_stay_inside_and_in_order(m in any_map(), a in 0usize..60, n in 0usize..20) {
            let a = a.min(m.target_len());
            let r = m.to_source(a..(a + n).min(m.target_len()));
            prop_assert!(r.start <= r.end && r.end <= m.source_len());
            let back = m.to_target(r);
            prop_assert!(back.start <= back.end && back.end <= m.target_len());
        }

        #[test]
        fn composing_with_the_identity_changes_nothing(m in any_map()) {
            let left = TextMap::identity(m.target_len()).compose(&m);
            for a in 0..m.target_len() {
                prop_assert_eq!(left.to_source(a..a + 1).start, m.to_source(a..a + 1).start);
            }
            prop_assert_eq!(left.source_len(), m.source_len());
        }
    }
}
