use std::sync::LazyLock;

use tradewire_script::fold_char;

/// First and last character that the model knows.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// How often a character stands, opens a word and ends one.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    all: f32,
    opens: f32,
    ends: f32,
}

/// Characters and what stands behind them; see `data/README.md` for where it comes from.
struct Model {
    /// Counts of the characters from [`FIRST`] on.
    counts: Vec<Count>,
    /// Pairs of characters inside words, sorted, with the binary logarithm of their count.
    pairs: Vec<(u32, u8)>,
    words: f32,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut counts = vec![Count::default(); (LAST - FIRST + 1) as usize];
    let mut pairs = Vec::new();
    let mut words = 0.0;
    for line in include_str!("../../data/bigrams.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split(' ');
        let Some(c) = fields.next().and_then(|f| f.chars().next()) else { continue };
        let mut number = || fields.next().and_then(|f| f.parse::<f32>().ok()).unwrap_or(0.0);
        let count = Count { all: number(), opens: number(), ends: number() };
        words += count.opens;
        if let Some(slot) = index(c).and_then(|i| counts.get_mut(i)) {
            *slot = count;
        }
        for level in fields {
            let digits = level.len() - level.trim_start_matches(|d: char| d.is_ascii_digit()).len();
            let n = level[..digits].parse::<u8>().unwrap_or(0);
            pairs.extend(level[digits..].chars().map(|next| (pair(c, next), n)));
        }
    }
    pairs.sort_unstable();
    Model { counts, pairs, words }
});

fn index(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).map(|i| i as usize)
}

/// Both characters in one number; they are of the Basic Multilingual Plane.
fn pair(a: char, b: char) -> u32 {
    u32::from(a) << 16 | u32::from(b) & 0xffff
}

/// How likely marks of text are, given that a word ends before them.
fn mark(c: char) -> Option<f32> {
    Some(match c {
        '，' => 0.10,
        '。' => 0.05,
        '、' => 0.03,
        '“' | '”' | '「' | '」' => 0.012,
        '：' | '；' | '！' | '？' | '《' | '》' | '（' | '）' => 0.006,
        '—' | '…' | '·' | '『' | '』' | '‘' | '’' | '　' => 0.002,
        _ => return None,
    })
}

/// Natural logarithm of how likely a character stands behind another in Chinese text, scripts folded; a beginning is
/// what stands behind none.
pub(super) fn log_likelihood(before: Option<char>, c: char) -> f32 {
    let model = &*MODEL;
    let count = |c: char| index(c).and_then(|i| model.counts.get(i)).copied().unwrap_or_default();
    let (before, c) = (before.map(fold_char), (mark(c), fold_char(c)));
    let a = before.map_or(Count::default(), count);
    // Behind what is no Chinese character a word begins.
    let ended = if a.all > 0.0 { (a.ends / a.all).max(0.02) } else { 1.0 };
    if let Some(p) = c.0 {
        let twice =
            before.is_some_and(|b| !b.is_alphanumeric()) && !matches!(c.1, '"' | '“' | '《' | '…' | '—');
        return (p * ended * if twice { 0.05 } else { 1.0 }).ln();
    }
    let b = count(c.1);
    let opens = b.opens / model.words;
    let inside = match before {
        Some(before) if a.all > 0.0 => model
            .pairs
            .binary_search_by_key(&pair(before, c.1), |p| p.0)
            .ok()
            .and_then(|i| model.pairs.get(i))
            .map_or(0.0, |p| f32::from(p.1).exp2() * 1.4 / a.all),
        _ => 0.0,
    };
    // A little for any character, so that names and new words are not ruled out.
    (0.78 * (inside + ended * opens) + 0.02 * b.all / model.words + 1e-9).ln()
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
