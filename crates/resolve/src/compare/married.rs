//! Chinese names of married women that bear two surnames.

use super::han::chinese_name;
use super::romanise;
use super::words::Reason;

/// 林黃麗儀 and Lam Wong Lai-yee: the husband's surname before the own one, as in Hong Kong and Taiwan.
pub(super) fn name(h: &[char], words: &[&str], reasons: &mut Vec<Reason>) -> f32 {
    let ([husband, own, _, _], [first, second, _, ..]) = (h, words) else { return 0.0 };
    let spells = |c: &char, word: &str| romanise::surname(&[*c]).iter().any(|(w, _)| w == word);
    if !spells(husband, first) || !spells(own, second) {
        return 0.0;
    }
    let score = chinese_name(&h[1..], 1, &words[1..], reasons);
    reasons.insert(
        0,
        Reason {
            name: "the husband's surname before the own one",
            left: husband.to_string(),
            right: (*first).to_owned(),
            weight: 0.1,
        },
    );
    // Both surnames and no given name is little to go by.
    if score < 0.66 { score.min(0.5) } else { score }
}

#[cfg(test)]
mod tests {
    use super::super::{Schema, Verdict, judge};

    #[test]
    fn two_surnames_and_a_given_name() {
        let verdict = |a: &str, b: &str| judge(a, b, Schema::Person).1;
        assert_eq!(verdict("林黃麗儀", "Lam Wong Lai-yee"), Verdict::Same);
        assert_eq!(verdict("張許美玲", "Chang Hsu Mei-ling"), Verdict::Same);
        for other in ["Lam Wong Mei-ling", "Chan Wong Lai-yee", "Lam Lee Lai-yee", "Lam Wong", "Lam Lai-yee"]
        {
            assert_ne!(verdict("林黃麗儀", other), Verdict::Same, "{other}");
        }
    }
}
