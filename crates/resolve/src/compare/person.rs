//! Names of persons: order, initials, particles, titles, pet names, transcriptions, generations.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::distance::{Spelled, likeness_from, skeleton};
use super::letters::{Script, Words};
use super::lexicon::{Facts, Kinship, LEXICON};
use super::words::{MOST_WORDS, Pairing, Pairings, Reason, choose};

/// Likeness from which two words may be one.
const ALIKE: f32 = 0.66;
/// Likeness of two short words (up to three letters).
const ALIKE_SHORT: f32 = 0.75;

struct Word<'a> {
    text: Cow<'a, str>,
    facts: &'static Facts,
    particle: Option<u8>,
    /// Share in the name.
    weight: f32,
    spelled: Spelled,
}

struct Person<'a> {
    words: SmallVec<[Word<'a>; 5]>,
    /// 1 for senior, 2 for junior and the second, and so on.
    generation: Option<u8>,
    script: Script,
}

fn generation(word: &str) -> Option<u8> {
    Some(match word {
        "sr" | "senior" => 1,
        "jr" | "junior" | "ii" | "2nd" => 2,
        "iii" | "3rd" => 3,
        "iv" => 4,
        _ => return None,
    })
}

/// Digits that stand for letters in names: S3ch1n.
fn unmask(word: &str) -> Cow<'_, str> {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if letters == word.len() || letters == 0 {
        return Cow::Borrowed(word);
    }
    word.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '8' => 'b',
            '9' => 'g',
            c => c,
        })
        .collect()
}

fn read((raw, script): &(Words, Script)) -> Person<'_> {
    let lexicon = &*LEXICON;
    let mut parts: SmallVec<[(Cow<'_, str>, &'static Facts); 6]> = SmallVec::new();
    let mut gen_ = None;
    let named = raw.iter().filter(|w| *w != ",").count();
    // «Surname, Given» is turned round; a comma before a generation or title is none.
    let comma = raw.iter().position(|w| w == ",").filter(|&at| {
        at > 0 && raw.iter().skip(at + 1).any(|w| w != "," && generation(w).is_none() && !lexicon.is_title(w))
    });
    let from = comma.map_or(0, |at| at + 1);
    let ordered = raw.iter().skip(from).chain(raw.iter().take(from)).filter(|w| *w != ",");
    for (i, w) in ordered.enumerate() {
        if named > 2 || (named == 2 && i == 0) {
            if named > 2
                && i > 0
                && let Some(g) = generation(w)
            {
                gen_ = Some(g);
                continue;
            }
            let facts = lexicon.facts(w);
            // A legal form at a person's name is a mistake of somebody's table.
            let formal = i + 1 == named && i > 1 && w.len() > 1 && facts.form.is_some();
            // A title leads; King and Prince at the end are surnames.
            if (facts.title && parts.is_empty())
                || (named > 2 && matches!(w, "phd" | "md" | "esq" | "mba"))
                || formal
            {
                continue;
            }
        }
        let w = unmask(w);
        // Abdul and its like are Abd with the article.
        if let Some(rest) = w
            .strip_prefix("abd")
            .filter(|r| matches!(*r, "ul" | "al" | "el" | "ol" | "ur" | "ar" | "us" | "as"))
        {
            let rest = rest.to_owned();
            parts.push((Cow::Borrowed("abd"), lexicon.facts("abd")));
            parts.push((Cow::Owned(rest), lexicon.facts(&w[3..])));
        } else {
            let facts = lexicon.facts(&w);
            if !(w.len() > 2 && facts.particle.is_none() && parts.iter().any(|p| p.0 == w)) {
                parts.push((w, facts));
            }
        }
    }
    let words = parts
        .into_iter()
        .take(MOST_WORDS)
        .map(|(text, facts)| {
            let particle = facts.particle;
            let weight = match text.len() {
                _ if particle.is_some() => 1.0,
                1 => 2.0,
                n => (n as f32).clamp(3.0, 9.0),
            };
            let spelled = Spelled::new(text.as_bytes());
            Word { text, facts, particle, weight, spelled }
        })
        .collect();
    Person { words, generation: gen_, script: *script }
}

/// Whether one word is the other's patronymic: Oleksandrovych is no Oleksandr.
fn patronymic(a: &str, b: &str) -> bool {
    let ends = |w: &str| {
        [
            "ovich", "evich", "ovych", "yovych", "ovic", "ovna", "evna", "ivna", "vich", "ovitch", "oglu",
            "ogly", "dottir",
        ]
        .iter()
        .any(|e| w.len() > e.len() + 2 && w.ends_with(e))
    };
    ends(a) != ends(b)
}

fn alike(a: &Word<'_>, b: &Word<'_>, scripts: (Script, Script)) -> Option<(f32, &'static str)> {
    let (x, y): (&str, &str) = (&a.text, &b.text);
    if x == y {
        return Some((1.0, "equal"));
    }
    match (a.particle, b.particle) {
        (Some(p), Some(q)) => return (p == q).then_some((0.98, "the same particle")),
        (Some(_), None) | (None, Some(_)) if x.len().min(y.len()) <= 3 && x.len().max(y.len()) <= 3 => {}
        (None, None) => {}
        _ => return None,
    }
    if x.len() == 1 || y.len() == 1 {
        return (x.as_bytes()[0] == y.as_bytes()[0]).then_some((0.88, "initial"));
    }
    match a.facts.kinship(b.facts) {
        Some(Kinship::Same) => return Some((0.93, "short or pet form")),
        Some(Kinship::Abroad) => return Some((0.82, "the same name in another language")),
        None => {}
    }
    let vague = scripts.0.abjad || scripts.1.abjad || scripts.0.syllabic || scripts.1.syllabic;
    if vague {
        let plain = a.spelled.likeness(&b.spelled, ALIKE);
        let (s, t) = (skeleton(x), skeleton(y));
        let bare = if s.is_empty() || t.is_empty() { 0.0 } else { likeness_from(&s, &t, ALIKE) };
        let best = plain.max(if s.len() > 1 || t.len() > 1 { bare * 0.92 } else { 0.0 });
        if best >= ALIKE {
            return Some((best, "the same consonants"));
        }
        return None;
    }
    if patronymic(x, y) {
        return None;
    }
    let floor = if x.len().max(y.len()) <= 3 { ALIKE_SHORT - 0.09 } else { ALIKE };
    let plain = a.spelled.likeness(&b.spelled, floor);
    if plain >= floor {
        let why = if plain >= 0.9 { "another transcription" } else { "alike" };
        // Two given names that are both in use and not variants of each other are two names.
        if plain < 0.9 && a.facts.is_given() && b.facts.is_given() {
            return (plain >= 0.8).then_some((plain * 0.85, "two names that look alike"));
        }
        return Some((plain, why));
    }
    // The same letters, shuffled.
    if x.len() == y.len() && x.len() >= 5 && a.spelled.may_be_shuffled(&b.spelled) {
        let sorted = |w: &str| {
            let mut b: SmallVec<[u8; 24]> = SmallVec::from_slice(w.as_bytes());
            b.sort_unstable();
            b
        };
        if sorted(x) == sorted(y) {
            return Some((0.75, "the same letters in another order"));
        }
    }
    None
}

/// Compares two names of persons.
pub(crate) fn score(
    a: &(Words, Script),
    b: &(Words, Script),
    mut reasons: Option<&mut Vec<Reason>>,
) -> (f32, bool) {
    let (x, y) = (read(a), read(b));
    if x.words.is_empty() || y.words.is_empty() {
        return (0.0, false);
    }
    let scripts = (x.script, y.script);
    let mut all = Pairings::new();
    for (i, v) in x.words.iter().enumerate() {
        for (j, w) in y.words.iter().enumerate() {
            if let Some((likeness, why)) = alike(v, w, scripts) {
                all.push(Pairing { left: (i, i + 1), right: (j, j + 1), likeness, why });
            }
        }
    }
    joined(&x.words, &y.words, false, &mut all);
    joined(&y.words, &x.words, true, &mut all);
    acronyms(&x.words, &y.words, false, &mut all);
    acronyms(&y.words, &x.words, true, &mut all);
    let (chosen, used_left, used_right) = choose(all);
    let total: f32 = x.words.iter().chain(&y.words).map(|w| w.weight).sum();
    let sum = |words: &[Word<'_>], (from, to): (usize, usize)| {
        words[from..to].iter().map(|w| w.weight).sum::<f32>()
    };
    let mut matched = 0.0;
    let mut solid = 0; // pairs of real words
    let mut doubt = x.generation != y.generation;
    for p in &chosen {
        let weight = sum(&x.words, p.left) + sum(&y.words, p.right);
        // Doubt grows faster than distance.
        let worth = p.likeness * p.likeness.min(1.0);
        // A word of letters and its initial count as if both were short.
        let weight = if p.why == "initial" { weight.min(8.0) } else { weight };
        matched += weight * worth;
        doubt = doubt
            || matches!(
                p.why,
                "alike" | "another transcription" | "two names that look alike" | "the same consonants"
            ) && differs(&x.words[p.left.0].text, &y.words[p.right.0].text, p.likeness)
            || matches!(p.why, "the same letters in another order" | "the same name in another language");
        let first = &x.words[p.left.0];
        if first.particle.is_none() && p.why != "initial" {
            solid += 1;
        }
        if let Some(out) = reasons.as_deref_mut() {
            let text = |words: &[Word<'_>], (from, to): (usize, usize)| {
                words[from..to].iter().map(|w| &*w.text).collect::<Vec<_>>().join(" ")
            };
            out.push(Reason {
                name: p.why,
                left: text(&x.words, p.left),
                right: text(&y.words, p.right),
                weight: f64::from(weight * worth / total),
            });
        }
    }
    let unpaired = |words: &[Word<'_>], used: u32| -> (f32, f32, bool) {
        let mut out = (0.0, 0.0, false);
        for (i, w) in words.iter().enumerate().filter(|(i, _)| used & (1 << i) == 0) {
            let _ = i;
            if w.particle.is_some() {
                out.1 += w.weight;
            } else {
                out.0 += w.weight;
                out.2 |= w.text.len() == 1;
            }
        }
        out
    };
    let (left, left_small, left_initial) = unpaired(&x.words, used_left);
    let (right, right_small, right_initial) = unpaired(&y.words, used_right);
    let clash = left.min(right);
    doubt |= clash > 0.0;
    // A surname that only one side has; another number of initials.
    let ends = |words: &[Word<'_>], used: u32| {
        words.last().is_some_and(|w| w.particle.is_none() && w.text.len() > 1)
            && used & (1 << (words.len() - 1)) == 0
    };
    doubt |=
        x.words.len() > 1 && y.words.len() > 1 && (ends(&x.words, used_left) || ends(&y.words, used_right));
    let initials = |words: &[Word<'_>]| words.iter().filter(|w| w.text.len() == 1).count();
    let (i, j) = (initials(&x.words), initials(&y.words));
    doubt |= i > 0 && j > 0 && i != j;
    let extra = (left - right).abs();
    // What stands on both sides without a partner speaks against; what one side leaves out hardly does.
    let against =
        2.0 * clash + if clash > 0.0 { 0.5 } else { 0.22 } * extra + 0.15 * (left_small + right_small);
    let mut score = if matched > 0.0 { matched / (matched + against) } else { 0.0 };
    // Initials in reach of each other are weaker than words, so the paired words decide.
    let paired_weight: f32 = chosen
        .iter()
        .map(|p| {
            let w = sum(&x.words, p.left) + sum(&y.words, p.right);
            if p.why == "initial" { w.min(8.0) } else { w }
        })
        .sum();
    if paired_weight > 0.0 {
        score = score.min(matched / paired_weight * 1.02);
    }
    if clash > 0.0 && (left_initial || right_initial) {
        score *= 0.65; // another middle initial is another person
    }
    if solid == 0 {
        score *= 0.6; // nothing but initials and particles
    }
    if let Some(out) = reasons.as_deref_mut() {
        if clash > 0.0 {
            out.push(reason("words on both sides without a partner", -f64::from(2.0 * clash / total)));
        }
        if extra > 0.0 {
            out.push(reason("words on one side only", -f64::from(0.22 * extra / total)));
        }
    }
    if doubt || score < 1.0 {
        let same = super::syllabic::same_reading(&x.spoken(), &y.spoken());
        // Chinese names that sound otherwise are two, however near the letters: Xu Jun and Xue Jun.
        let chinese = |p: &Person<'_>| {
            (2..=3).contains(&p.words.len())
                && p.words
                    .iter()
                    .all(|w| w.text.len() > 1 && !w.facts.is_given() && super::syllabic::is_syllabic(&w.text))
        };
        doubt = doubt || !same && score < 1.0 && chinese(&x) && chinese(&y);
        if same && x.generation == y.generation {
            score = score.max(0.9);
            doubt = false;
            if let Some(out) = reasons.as_deref_mut() {
                out.push(reason("the same Chinese syllables in another spelling", 0.9));
            }
        }
    }
    // Words run together or split anywhere.
    if score < 0.97 {
        let (long, other) = (x.letters(), y.letters());
        if x.words.len() != y.words.len() && long >= 6 {
            let run = likeness_from(&x.whole(), &y.whole(), 0.85);
            if run >= 0.85 && run * run > score {
                score = run * run;
                if let Some(out) = reasons.as_deref_mut() {
                    out.push(reason("the same letters in a row", f64::from(run)));
                }
            }
        }
        if score < 0.6
            && long >= 8
            && long == other
            && x.words.iter().flat_map(|w| w.text.bytes()).eq(y.whole().iter().rev().copied())
        {
            score = 0.75;
            if let Some(out) = reasons.as_deref_mut() {
                out.push(reason("written backwards", 0.75));
            }
        }
    }
    match (x.generation, y.generation) {
        (Some(g), Some(h)) if g != h => {
            score *= 0.5;
            if let Some(out) = reasons.as_deref_mut() {
                out.push(reason("another generation", -0.5));
            }
        }
        (Some(g), None) | (None, Some(g)) if g > 1 => {
            score *= 0.93;
            if let Some(out) = reasons.as_deref_mut() {
                out.push(reason("generation on one side only", -0.07));
            }
        }
        _ => {}
    }
    // Two words changed places: usual, and yet Friedrich Hans need not be Hans Friedrich.
    if let ([p, q], false) = (chosen.as_slice(), score < 0.9)
        && x.words.len() == 2
        && y.words.len() == 2
        && (p.left.0 < q.left.0) != (p.right.0 < q.right.0)
    {
        {
            let both_given = x.words.iter().all(|w| w.facts.is_given());
            let had_comma = a.0.iter().chain(b.0.iter()).any(|w| w == ",");
            if both_given && !had_comma {
                score *= 0.65;
                if let Some(out) = reasons {
                    out.push(reason("two given names in another order", -0.35));
                }
            } else if !had_comma {
                score *= 0.97;
            }
        }
    }
    (score.clamp(0.0, 1.0), doubt)
}

impl Person<'_> {
    /// The words that are sounded.
    fn spoken(&self) -> SmallVec<[&str; 5]> {
        self.words.iter().map(|w| &*w.text).collect()
    }

    /// How many letters there are.
    fn letters(&self) -> usize {
        self.words.iter().map(|w| w.text.len()).sum()
    }

    /// All letters in a row.
    fn whole(&self) -> SmallVec<[u8; 36]> {
        run(&self.words)
    }
}

fn run(words: &[Word<'_>]) -> SmallVec<[u8; 36]> {
    let mut out = SmallVec::new();
    for w in words {
        out.extend_from_slice(w.text.as_bytes());
    }
    out
}

/// Whether two words differ by more than habits of transcription.
fn differs(a: &str, b: &str, likeness: f32) -> bool {
    // Müller is also written Mueller.
    if umlauts(a).eq(umlauts(b)) {
        return false;
    }
    let longer = a.len().max(b.len());
    longer <= 4
        || (1.0 - likeness) * longer as f32 > 0.45
        || super::syllabic::is_syllabic(a) && super::syllabic::is_syllabic(b)
}

/// The letters of a word, without an e that stands for the two dots over the vowel before it.
fn umlauts(word: &str) -> impl Iterator<Item = u8> {
    let before = std::iter::once(b' ').chain(word.bytes());
    before.zip(word.bytes()).filter(|(b, c)| *c != b'e' || !matches!(b, b'a' | b'o' | b'u')).map(|(_, c)| c)
}

fn reason(name: &'static str, weight: f64) -> Reason {
    Reason { name, left: String::new(), right: String::new(), weight }
}

/// One word that is two or three of the other side run together.
fn joined(whole: &[Word<'_>], parts: &[Word<'_>], swapped: bool, all: &mut Pairings) {
    for (i, w) in whole.iter().enumerate().filter(|(_, w)| w.text.len() >= 4) {
        for n in 2..=4.min(parts.len()) {
            for (j, some) in parts.windows(n).enumerate() {
                let length: usize = some.iter().map(|p| p.text.len()).sum();
                if length.abs_diff(w.text.len()) > 2 {
                    continue;
                }
                let l = likeness_from(w.text.as_bytes(), &run(some), 0.86);
                if l >= 0.86 {
                    let (one, many) = ((i, i + 1), (j, j + n));
                    let (left, right) = if swapped { (many, one) } else { (one, many) };
                    all.push(Pairing { left, right, likeness: l * 0.995, why: "words run together" });
                }
            }
        }
    }
}

/// Initials written as one word: JC for Jean-Claude.
fn acronyms(short: &[Word<'_>], long: &[Word<'_>], swapped: bool, all: &mut Pairings) {
    for (i, w) in short.iter().enumerate() {
        let n = w.text.len();
        if !(2..=3).contains(&n) || n > long.len() || w.particle.is_some() {
            continue;
        }
        for (j, run) in long.windows(n).enumerate() {
            if run.iter().all(|p| p.text.len() > 2)
                && run.iter().map(|p| p.text.as_bytes()[0]).eq(w.text.bytes())
            {
                let (one, many) = ((i, i + 1), (j, j + n));
                let (left, right) = if swapped { (many, one) } else { (one, many) };
                all.push(Pairing { left, right, likeness: 0.86, why: "initial" });
            }
        }
    }
}
