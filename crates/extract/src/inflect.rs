//! English verb forms: rules write `hire` and `leave`, texts have hired and left.

/// The form of a verb that stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    /// hire, also every Chinese verb.
    Base,
    /// hires
    Third,
    /// hired, left: past or participle.
    Past,
    /// hiring
    Ing,
    /// A noun: departure.
    Noun,
}

/// Verbs whose past is not base + ed, with past and participle (Quirk et al., A Comprehensive Grammar, ch. 3).
const IRREGULAR: &[(&str, &[&str])] = &[
    ("leave", &["left"]),
    ("lay", &["laid"]),
    ("buy", &["bought"]),
    ("steal", &["stole", "stolen"]),
    ("pay", &["paid"]),
    ("make", &["made"]),
    ("give", &["gave", "given"]),
    ("bring", &["brought"]),
    ("take", &["took", "taken"]),
    ("go", &["went", "gone"]),
    ("come", &["came", "come"]),
    ("get", &["got", "gotten"]),
    ("put", &["put"]),
    ("cut", &["cut"]),
    ("shed", &["shed"]),
    ("let", &["let"]),
    ("bid", &["bid"]),
    ("set", &["set"]),
    ("quit", &["quit"]),
    ("sink", &["sank", "sunk"]),
    ("build", &["built"]),
    ("stand", &["stood"]),
    ("woo", &["wooed"]),
    ("file", &["filed"]),
    ("part", &["parted"]),
    ("sell", &["sold"]),
    ("win", &["won"]),
    ("lose", &["lost"]),
    ("rise", &["rose", "risen"]),
    ("become", &["became"]),
    ("begin", &["began", "begun"]),
    ("throw", &["threw", "thrown"]),
    ("peel", &["peeled"]),
    ("shut", &["shut"]),
    ("draw", &["drew", "drawn"]),
    ("find", &["found"]),
    ("hold", &["held"]),
    ("spend", &["spent"]),
    ("be", &["was", "were", "been"]),
    ("lead", &["led"]),
    ("run", &["ran", "run"]),
    ("oversee", &["oversaw", "overseen"]),
    ("seek", &["sought"]),
    ("split", &["split"]),
    ("strike", &["struck"]),
    ("spin", &["spun"]),
    ("break", &["broke", "broken"]),
    ("wind", &["wound"]),
    ("withdraw", &["withdrew", "withdrawn"]),
    ("send", &["sent"]),
    ("have", &["had"]),
    ("hang", &["hung"]),
    ("write", &["wrote", "written"]),
];

/// Verbs of two or more syllables that do not double their last consonant, and others that rules need.
const NO_DOUBLING: &[&str] = &[
    "target",
    "offer",
    "court",
    "exit",
    "recruit",
    "solicit",
    "absorb",
    "establish",
    "head",
    "join",
    "sign",
    "raid",
];

/// All forms of a verb or of a phrase whose first word is the verb: «step down» → stepped down.
pub(crate) fn verb_forms(phrase: &str) -> Vec<(String, Form)> {
    let (verb, rest) = phrase.split_once(' ').map_or((phrase, ""), |(v, r)| (v, r));
    // re-, co- and out- verbs follow their base: co-found, rejoin.
    let join = |v: String| if rest.is_empty() { v } else { format!("{v} {rest}") };
    let mut forms = vec![(join(verb.to_owned()), Form::Base)];
    if verb == "be" {
        forms.extend(["is", "are"].map(|v| (join(v.to_owned()), Form::Third)));
    } else {
        forms.push((join(third(verb)), Form::Third));
    }
    forms.push((join(ing(verb)), Form::Ing));
    match IRREGULAR.iter().find(|(b, _)| *b == verb) {
        Some((_, pasts)) => {
            for p in *pasts {
                forms.push((join((*p).to_owned()), Form::Past));
            }
        }
        None => forms.push((join(past(verb)), Form::Past)),
    }
    forms
}

fn third(verb: &str) -> String {
    if verb == "have" {
        return "has".to_owned();
    }
    if verb.ends_with("ch") || verb.ends_with("sh") || verb.ends_with(['s', 'x', 'z', 'o']) && verb != "woo" {
        format!("{verb}es")
    } else if ends_consonant_y(verb) {
        format!("{}ies", &verb[..verb.len() - 1])
    } else {
        format!("{verb}s")
    }
}

fn past(verb: &str) -> String {
    if verb.ends_with('e') {
        format!("{verb}d")
    } else if ends_consonant_y(verb) {
        format!("{}ied", &verb[..verb.len() - 1])
    } else if doubles(verb) {
        format!("{verb}{}ed", &verb[verb.len() - 1..])
    } else {
        format!("{verb}ed")
    }
}

fn ing(verb: &str) -> String {
    if let Some(stem) = verb.strip_suffix("ie") {
        format!("{stem}ying")
    } else if verb.ends_with('e') && !verb.ends_with("ee") && verb != "be" {
        format!("{}ing", &verb[..verb.len() - 1])
    } else if doubles(verb) {
        format!("{verb}{}ing", &verb[verb.len() - 1..])
    } else {
        format!("{verb}ing")
    }
}

fn ends_consonant_y(verb: &str) -> bool {
    let mut back = verb.chars().rev();
    back.next() == Some('y') && back.next().is_some_and(|c| !"aeiou".contains(c))
}

/// Whether the last consonant doubles: one syllable, consonant–vowel–consonant: snag, nab, tap, quit.
fn doubles(verb: &str) -> bool {
    let c: Vec<char> = verb.chars().collect();
    let n = c.len();
    if n < 3 || NO_DOUBLING.contains(&verb) {
        return false;
    }
    let vowel = |c: char| "aeiou".contains(c);
    let stem_vowels = c
        .iter()
        .enumerate()
        .filter(|(i, x)| vowel(**x) && !(**x == 'u' && *i > 0 && c[*i - 1] == 'q'))
        .count();
    !vowel(c[n - 1])
        && !"wxy".contains(c[n - 1])
        && vowel(c[n - 2])
        && (!vowel(c[n - 3]) || c[n - 3] == 'u' && n > 3 && c[n - 4] == 'q')
        && stem_vowels == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        let of = |v: &str| verb_forms(v).into_iter().map(|f| f.0).collect::<Vec<_>>();
        assert_eq!(of("poach"), ["poach", "poaches", "poaching", "poached"]);
        assert_eq!(of("leave"), ["leave", "leaves", "leaving", "left"]);
        assert_eq!(of("step down"), ["step down", "steps down", "stepping down", "stepped down"]);
        assert_eq!(of("snag"), ["snag", "snags", "snagging", "snagged"]);
        assert_eq!(of("quit"), ["quit", "quits", "quitting", "quit"]);
        assert_eq!(of("recruit")[3], "recruited");
        assert_eq!(of("hire away")[3], "hired away");
        assert_eq!(of("have a new")[1], "has a new");
        assert_eq!(of("woo"), ["woo", "woos", "wooing", "wooed"]);
    }
}
