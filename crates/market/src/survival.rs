//! How long people stay, with those who are still there: Kaplan–Meier.

use serde::Serialize;

/// One stay: how long, and whether its end was seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spell {
    /// Time from its start to its end, or to the day of looking.
    pub length: f64,
    /// Whether it ended; otherwise it was still going on.
    pub ended: bool,
}

/// The curve after one time at which stays ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The time.
    pub time: f64,
    /// Stays going on just before it.
    pub at_risk: usize,
    /// Stays that ended at it.
    pub ended: usize,
    /// Share that stays longer.
    pub survival: f64,
    /// Its standard error by Greenwood's formula.
    pub standard_error: f64,
}

/// The estimated share that stays, over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KaplanMeier {
    /// Stays.
    pub spells: usize,
    /// Stays whose end was seen.
    pub ended: usize,
    /// The curve.
    pub steps: Vec<Step>,
}

impl KaplanMeier {
    /// The first time at which no more than a share is left; nothing if the curve does not come down to it.
    #[must_use]
    pub fn time_at(&self, share: f64) -> Option<f64> {
        self.steps.iter().find(|s| s.survival <= share + 1e-12).map(|s| s.time)
    }

    /// Share that stays longer than a time.
    #[must_use]
    pub fn at(&self, time: f64) -> f64 {
        self.steps.iter().take_while(|s| s.time <= time).last().map_or(1.0, |s| s.survival)
    }
}

/// Estimates the share that stays.
///
/// E. L. Kaplan, P. Meier, «Nonparametric estimation from incomplete observations», JASA 53 (1958); errors after M.
/// Greenwood (1926). A stay still going on at a time when others end counts as at risk then. Lengths that are no numbers are
/// left out.
///
/// ```
/// use tradewire_market::{Spell, kaplan_meier};
/// let spell = |length, ended| Spell { length, ended };
/// let km = kaplan_meier(&[spell(1.0, true), spell(2.0, false), spell(3.0, true)]);
/// assert!((km.at(1.5) - 2.0 / 3.0).abs() < 1e-12 && km.at(3.0) == 0.0);
/// ```
#[must_use]
pub fn kaplan_meier(spells: &[Spell]) -> KaplanMeier {
    let mut spells: Vec<Spell> = spells.iter().copied().filter(|s| s.length.is_finite()).collect();
    spells.sort_by(|a, b| a.length.total_cmp(&b.length));
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    let mut at_risk = spells.len();
    for group in spells.chunk_by(|a, b| a.length.total_cmp(&b.length).is_eq()) {
        let ended = group.iter().filter(|s| s.ended).count();
        if ended > 0 {
            let (n, d) = (at_risk as f64, ended as f64);
            survival *= 1.0 - d / n;
            greenwood += d / (n * (n - d));
            let standard_error = if at_risk == ended { 0.0 } else { survival * f64::sqrt(greenwood) };
            steps.push(Step { time: group[0].length, at_risk, ended, survival, standard_error });
        }
        at_risk -= group.len();
    }
    KaplanMeier { spells: spells.len(), ended: spells.iter().filter(|s| s.ended).count(), steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remission under 6-MP, 21 patients: E. A. Gehan (1965), the table of every textbook; figures as R 4.2.2 with its package
    /// `survival` 3.5-3 prints them to eight places.
    #[test]
    fn the_textbook_table() {
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let going = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let spell = |ended: bool| move |t: &i32| Spell { length: f64::from(*t), ended };
        let all: Vec<Spell> = ended.iter().map(spell(true)).chain(going.iter().map(spell(false))).collect();
        let km = kaplan_meier(&all);
        agrees(
            &km,
            &[
                (6.0, 21, 0.857_142_86, 0.076_360_355),
                (7.0, 17, 0.806_722_69, 0.086_935_285),
                (10.0, 15, 0.752_941_18, 0.096_349_653),
                (13.0, 12, 0.690_196_08, 0.106_814_708),
                (16.0, 11, 0.627_450_98, 0.114_053_865),
                (22.0, 7, 0.537_815_13, 0.128_233_752),
                (23.0, 6, 0.448_179_27, 0.134_591_457),
            ],
        );
        assert_eq!(km.time_at(0.5), Some(23.0));
    }

    fn agrees(km: &KaplanMeier, printed: &[(f64, usize, f64, f64)]) {
        assert_eq!(km.steps.len(), printed.len());
        for (s, (time, at_risk, survival, error)) in km.steps.iter().zip(printed) {
            assert!((s.time - time).abs() < 1e-9 && s.at_risk == *at_risk, "{s:?}");
            assert!((s.survival - survival).abs() < 1e-8 && (s.standard_error - error).abs() < 1e-8, "{s:?}");
        }
    }

    /// Leukaemia kept in remission by chemotherapy, 11 patients: R. G. Miller, «Survival Analysis» (1981), R's data set `aml`,
    /// maintained; figures as R 4.2.2 with `survival` 3.5-3 prints them to eight places.
    #[test]
    fn a_published_example_with_ties_and_a_long_tail() {
        let data = [
            (9.0, true),
            (13.0, true),
            (13.0, false),
            (18.0, true),
            (23.0, true),
            (28.0, false),
            (31.0, true),
            (34.0, true),
            (45.0, false),
            (48.0, true),
            (161.0, false),
        ];
        let km = kaplan_meier(&data.map(|(length, ended)| Spell { length, ended }));
        let printed = [
            (9.0, 11, 0.909_090_91, 0.086_678_417),
            (13.0, 10, 0.818_181_82, 0.116_291_300),
            (18.0, 8, 0.715_909_09, 0.139_664_971),
            (23.0, 7, 0.613_636_36, 0.152_632_331),
            (31.0, 5, 0.490_909_09, 0.164_193_267),
            (34.0, 4, 0.368_181_82, 0.162_668_886),
            (48.0, 2, 0.184_090_91, 0.153_492_746),
        ];
        agrees(&km, &printed);
        assert_eq!(km.time_at(0.5), Some(31.0));
    }
}
