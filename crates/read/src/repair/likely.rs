use std::sync::LazyLock;

use tradewire_script::fold_char;

/// First and last character that the model knows.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// What is known of a character: how often it stands, opens a word and ends one, and what stands behind it in words.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// How often it stands.
    all: f32,
    /// How likely a word is over behind it; certainly so behind what is no character of the model.
    ended: f32,
    /// How likely a word begins with it.
    opens: f32,
    /// Where its pairs stand in the list of all.
    pairs: (u32, u32),
}

impl Known {
    const NOTHING: Self = Self { all: 0.0, ended: 1.0, opens: 0.0, pairs: (0, 0) };
}

/// Characters and what stands behind them; see `data/README.md` for where it comes from.
struct Model {
    /// What is known of the characters from [`FIRST`] on.
    known: Vec<Known>,
    /// What stands behind a character inside words, sorted, and how likely; the pairs of a character lie together.
    pairs: Vec<(u16, f32)>,
    words: f32,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut counts = vec![[0.0f32; 3]; (LAST - FIRST + 1) as usize];
    let mut all_pairs: Vec<(u32, u8)> = Vec::new();
    let mut words = 0.0;
    for line in include_str!("../../data/bigrams.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split(' ');
        let Some(c) = fields.next().and_then(|f| f.chars().next()) else { continue };
        let mut number = || fields.next().and_then(|f| f.parse::<f32>().ok()).unwrap_or(0.0);
        let count = [number(), number(), number()];
        words += count[1];
        if let Some(slot) = index(c).and_then(|i| counts.get_mut(i)) {
            *slot = count;
        }
        for level in fields {
            let digits = level.len() - level.trim_start_matches(|d: char| d.is_ascii_digit()).len();
            let n = level[..digits].parse::<u8>().unwrap_or(0);
            all_pairs.extend(level[digits..].chars().map(|next| (pair(c, next), n)));
        }
    }
    all_pairs.sort_unstable();
    let mut pairs = Vec::with_capacity(all_pairs.len());
    let known = (FIRST..).zip(&counts).map(|(c, [all, opens, ends])| {
        let from = all_pairs.partition_point(|p| p.0 >> 16 < c);
        let of = all_pairs[from..].iter().take_while(|p| p.0 >> 16 == c);
        let start = pairs.len();
        pairs.extend(of.map(|p| ((p.0 & 0xffff) as u16, f32::from(p.1).exp2() * 1.4 / all)));
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Known {
            all: *all,
            ended: if *all > 0.0 { (ends / all).max(0.02) } else { 1.0 },
            opens: opens / words,
            pairs: (place(start), place(pairs.len())),
        }
    });
    let known = known.collect();
    Model { known, pairs, words }
});

fn index(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).map(|i| i as usize)
}

/// Both characters in one number; they are of the Basic Multilingual Plane.
fn pair(a: char, b: char) -> u32 {
    u32::from(a) << 16 | u32::from(b) & 0xffff
}

/// How likely marks of text are, given that a word ends before them.
pub(super) fn mark(c: char) -> Option<f32> {
    Some(match c {
        '，' => 0.10,
        '。' => 0.05,
        '、' => 0.03,
        '“' | '”' | '「' | '」' => 0.012,
        '：' | '；' | '！' | '？' | '《' | '》' | '（' | '）' => 0.006,
        '—' | '…' | '·' | '『' | '』' | '‘' | '’' | '　' => 0.002,
        '【' | '】' | '〔' | '〕' | '｜' | '／' | '～' | '―' | '〈' | '〉' | '％' => 0.0005,
        _ => return None,
    })
}

/// No character is likelier than this behind another: what is left of rounding counts and of marks behind each other.
pub(super) const LIKELIEST: f32 = 1.0;

/// Natural logarithm of [`likelihood`].
pub(super) fn log_likelihood(before: Option<char>, c: char) -> f32 {
    likelihood(before, c).ln()
}

/// A bound of the logarithm of a likelihood that costs less than it.
pub(super) fn at_most(likelihood: f32) -> f32 {
    // The exponent is the binary logarithm rounded down.
    let exponent = i16::try_from(likelihood.to_bits() >> 23 & 0xff).unwrap_or(0xff) - 126;
    f32::from(exponent) * std::f32::consts::LN_2 + 1e-3
}

/// How likely a character stands behind another in Chinese text, scripts folded; a beginning is what stands behind none.
pub(super) fn likelihood(before: Option<char>, c: char) -> f32 {
    Behind::of(before).likelihood(&Next::of(c))
}

/// What may stand behind a character, for asking about many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Behind {
    before: Option<char>,
    known: &'static Known,
    pairs: &'static [(u16, f32)],
}

/// A character that may stand behind others, for asking about many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Next {
    c: char,
    mark: Option<f32>,
    known: &'static Known,
}

fn known(c: char) -> &'static Known {
    index(c).and_then(|i| MODEL.known.get(i)).unwrap_or(&Known::NOTHING)
}

impl Next {
    /// Looks the character up.
    pub fn of(c: char) -> Self {
        let mark = if ('\u{4e00}'..='\u{9fff}').contains(&c) { None } else { mark(c) };
        let c = fold_char(c);
        Self { c, mark, known: known(c) }
    }
}

impl Behind {
    /// Looks the character up; behind what is no Chinese one a word begins.
    pub fn of(before: Option<char>) -> Self {
        let before = before.map(fold_char);
        Self::by(before, before.map_or(&Known::NOTHING, known))
    }

    /// What may stand behind a character that was looked up.
    pub fn next(next: &Next) -> Self {
        Self::by(Some(next.c), next.known)
    }

    fn by(before: Option<char>, known: &'static Known) -> Self {
        let pairs = if known.all > 0.0 {
            MODEL.pairs.get(known.pairs.0 as usize..known.pairs.1 as usize).unwrap_or_default()
        } else {
            &[]
        };
        Self { before, known, pairs }
    }

    /// As [`likelihood`].
    pub fn likelihood(&self, next: &Next) -> f32 {
        let Next { c, mark, known } = *next;
        if let Some(p) = mark {
            let twice = self.before.is_some_and(|b| !b.is_alphanumeric())
                && !matches!(c, '"' | '“' | '《' | '…' | '—');
            return p * self.known.ended * if twice { 0.05 } else { 1.0 };
        }
        let code = (u32::from(c) & 0xffff) as u16;
        let pair = self.pairs.binary_search_by_key(&code, |p| p.0).ok().and_then(|i| self.pairs.get(i));
        let inside = pair.map_or(0.0, |p| p.1);
        // A little for any character, so that names and new words are not ruled out.
        0.78 * (inside + self.known.ended * known.opens) + 0.02 * known.all / MODEL.words + 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sum over the characters of a text.
    fn of(text: &str) -> f32 {
        let mut before = None;
        text.chars()
            .map(|c| {
                let l = log_likelihood(before, c);
                before = Some(c);
                l
            })
            .sum()
    }

    #[test]
    fn nothing_is_likelier_than_the_bound() {
        let all: Vec<char> =
            (FIRST..=LAST).filter_map(char::from_u32).chain("，。、“”「」：；《》—…".chars()).collect();
        let model = &*MODEL;
        for &a in &all {
            let pairs = index(a).and_then(|i| model.known.get(i)).map_or((0, 0), |k| k.pairs);
            let next = model.pairs[pairs.0 as usize..pairs.1 as usize].iter().map(|p| u32::from(p.0));
            let next = next.filter_map(char::from_u32).chain("的，。".chars());
            for b in next {
                let l = likelihood(Some(a), b);
                assert!(l.ln() < LIKELIEST && l.ln() < at_most(l), "{a}{b}");
            }
        }
    }

    #[test]
    fn words_are_likelier_than_what_is_none() {
        assert!(MODEL.pairs.len() > 50_000 && MODEL.words > 1e6);
        for (likely, other) in [
            ("研究員離開公司", "研究員離開公死"),
            ("中國的工程師", "中國的工陳師"),
            ("他說。", "他說∏"),
            ("人工智能", "人工智鑒"),
        ] {
            assert!(of(likely) > of(other) + 2.0, "{likely}: {} {}", of(likely), of(other));
        }
        assert!((of("公司實驗室") - of("公司实验室")).abs() < 1e-3);
    }
}
