use std::ops::AddAssign;

use crate::measure::{Item, same_source};
use crate::{Fact, Gold, GoldDoc, Predicted, Predictions, Units};

/// The kinds that count in `ALL`: all but statements.
pub const CORE: [&str; 10] =
    ["move", "offer", "deal", "funding", "valuation", "payband", "approach", "dispute", "unit", "stat"];

/// Unmatched foundings and past affiliations that cost nothing, per document.
const FREE_OPTIONAL: usize = 3;

/// What was counted over some documents and kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Facts that count.
    pub gold: usize,
    /// Claims that count.
    pub pred: usize,
    /// Claims that match a fact.
    pub hit: usize,
    /// Roles of counted facts.
    pub role_gold: usize,
    /// Roles of counted claims.
    pub role_pred: usize,
    /// Roles that agree in matched pairs.
    pub role_hit: usize,
    /// Matched pairs with the right modality.
    pub modality: usize,
    /// Matched pairs with the right source.
    pub source: usize,
    /// Currencies, bounds and periods asked for in matched pairs.
    pub detail_asked: usize,
    /// Those that are right.
    pub detail: usize,
}

impl Counts {
    /// Share of the claims that match.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.hit, self.pred).unwrap_or(0.0)
    }

    /// Share of the facts that are found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.hit, self.gold).unwrap_or(0.0)
    }

    /// Harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        harmonic(self.precision(), self.recall())
    }

    /// The same over roles.
    #[must_use]
    pub fn role_f1(&self) -> f64 {
        let (p, r) = (share(self.role_hit, self.role_pred), share(self.role_hit, self.role_gold));
        harmonic(p.unwrap_or(0.0), r.unwrap_or(0.0))
    }

    /// Share of matched pairs with the right modality.
    #[must_use]
    pub fn modality_share(&self) -> Option<f64> {
        share(self.modality, self.hit)
    }

    /// Share of matched pairs with the right source.
    #[must_use]
    pub fn source_share(&self) -> Option<f64> {
        share(self.source, self.hit)
    }

    /// Share of the amount details that are right.
    #[must_use]
    pub fn detail_share(&self) -> Option<f64> {
        share(self.detail, self.detail_asked)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, o: Self) {
        self.gold += o.gold;
        self.pred += o.pred;
        self.hit += o.hit;
        self.role_gold += o.role_gold;
        self.role_pred += o.role_pred;
        self.role_hit += o.role_hit;
        self.modality += o.modality;
        self.source += o.source;
        self.detail_asked += o.detail_asked;
        self.detail += o.detail;
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn harmonic(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

/// The score of one document.
#[derive(Debug, Clone)]
pub struct DocScore {
    /// Its name.
    pub doc: String,
    /// Counts by kind.
    pub counts: Vec<(String, Counts)>,
    /// Facts that no claim matches.
    pub missed: Vec<Fact>,
    /// Claims that match no fact.
    pub extra: Vec<Predicted>,
    /// Stated confidence of each counted claim, and whether it matches.
    pub confidences: Vec<(f64, bool)>,
}

/// The score of many documents.
#[derive(Debug, Clone)]
pub struct Score {
    /// The kinds that were asked for.
    pub kinds: Vec<String>,
    /// By document, in the order of the gold.
    pub docs: Vec<DocScore>,
    /// Lines that are no claims; each counts as a wrong one.
    pub malformed: usize,
}

impl Score {
    /// The counts of one kind.
    #[must_use]
    pub fn kind(&self, kind: &str) -> Counts {
        let mut sum = Counts::default();
        for (_, c) in self.docs.iter().flat_map(|d| &d.counts).filter(|(k, _)| k == kind) {
            sum += *c;
        }
        sum
    }

    /// The counts of all kinds, malformed lines among the claims.
    #[must_use]
    pub fn all(&self) -> Counts {
        let mut sum = Counts { pred: self.malformed, ..Counts::default() };
        for (_, c) in self.docs.iter().flat_map(|d| &d.counts) {
            sum += *c;
        }
        sum
    }
}

/// Scores predictions against gold over some kinds; see [`CORE`].
#[must_use]
pub fn score(gold: &Gold, predictions: &Predictions, kinds: &[&str], units: &Units) -> Score {
    Score {
        kinds: kinds.iter().map(|&k| k.to_owned()).collect(),
        docs: gold.docs.iter().map(|d| score_doc(d, predictions.of(&d.doc), kinds, units)).collect(),
        malformed: predictions.malformed().len(),
    }
}

fn score_doc(doc: &GoldDoc, predicted: &[Predicted], kinds: &[&str], units: &Units) -> DocScore {
    let mut out = DocScore {
        doc: doc.doc.clone(),
        counts: Vec::with_capacity(kinds.len()),
        missed: Vec::new(),
        extra: Vec::new(),
        confidences: Vec::new(),
    };
    for &kind in kinds {
        let facts: Vec<&Fact> = doc.facts.iter().filter(|f| f.kind == kind).collect();
        let claims: Vec<&Predicted> = predicted.iter().filter(|p| p.kind == kind).collect();
        let counts = score_kind(&facts, &claims, units, &mut out);
        out.counts.push((kind.to_owned(), counts));
    }
    out
}

fn score_kind(facts: &[&Fact], claims: &[&Predicted], units: &Units, out: &mut DocScore) -> Counts {
    let gold: Vec<Item> = facts.iter().map(|f| Item::new(&f.kind, &f.args, true, units)).collect();
    let pred: Vec<Item> = claims.iter().map(|p| Item::new(&p.kind, &p.args, false, units)).collect();
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in pred.iter().enumerate().filter(|(_, p)| !p.is_optional() || g.is_optional()) {
            let agreement = g.agreement(p);
            if agreement > 0 {
                pairs.push((std::cmp::Reverse(agreement), i, j));
            }
        }
    }
    pairs.sort_unstable();

    let mut c = Counts::default();
    let (mut fact_used, mut claim_used) = (vec![false; gold.len()], vec![false; pred.len()]);
    for (_, i, j) in pairs {
        if fact_used[i] || claim_used[j] {
            continue;
        }
        (fact_used[i], claim_used[j]) = (true, true);
        c.hit += 1;
        c.role_hit += gold[i].role_hits(&pred[j]);
        c.modality += usize::from(facts[i].modality == claims[j].modality);
        c.source += usize::from(same_source(&facts[i].source, &claims[j].source, claims[j].anonymous, units));
        let (right, asked) = gold[i].details(&pred[j]);
        c.detail += right;
        c.detail_asked += asked;
    }
    for (i, g) in gold.iter().enumerate().filter(|(i, g)| fact_used[*i] || !g.is_optional()) {
        c.gold += 1;
        c.role_gold += g.roles();
        if !fact_used[i] {
            out.missed.push(facts[i].clone());
        }
    }
    let mut free = FREE_OPTIONAL;
    for (j, p) in pred.iter().enumerate() {
        if !claim_used[j] && p.is_optional() && free > 0 {
            free -= 1;
            continue;
        }
        c.pred += 1;
        c.role_pred += p.roles();
        out.confidences.extend(claims[j].confidence.map(|x| (x, claim_used[j])));
        if !claim_used[j] {
            out.extra.push(claims[j].clone());
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn facts() -> Vec<Value> {
        vec![
            json!({"kind": "move", "modality": "reported", "source": "晨汐报", "args": {"type": "join",
                "person": {"text": "林知遠", "canonical": "Lin Zhiyuan"}, "from": {"text": "北門科技公司"}, "to": "Larkspur", "date": "2025-07"}}),
            json!({"kind": "move", "modality": "asserted", "args": {"type": "found", "person": "曹某", "to": "砺石资本(Millstone)"}}),
            json!({"kind": "offer", "modality": "reported", "source": "anonymous", "args": {"bidder": "Larkspur",
                "to": {"text": "北门员工", "group": true}, "sign_on": {"value": 1e8, "currency": "USD", "bound": "up_to", "per": "total"}}}),
            json!({"kind": "offer", "modality": "reported", "args": {"bidder": "Larkspur", "to": "Mara Quill",
                "total": {"value": 1.25e8, "currency": "USD", "bound": "approx", "per": "total"}, "outcome": "declined"}}),
        ]
    }

    fn run(facts: &[Value], claims: &[Value]) -> Counts {
        let fact = |f: &Value| Fact {
            kind: f["kind"].as_str().unwrap().to_owned(),
            args: f["args"].as_object().unwrap().clone(),
            modality: f["modality"].clone(),
            source: f["source"].clone(),
            quote: String::new(),
        };
        let doc =
            GoldDoc { doc: "a.txt".into(), facts: facts.iter().map(fact).collect(), ..GoldDoc::default() };
        let lines: Vec<String> = claims
            .iter()
            .map(|c| {
                let mut c = c.clone();
                if let Some(o) = c.as_object_mut() {
                    o.entry("doc").or_insert(json!("folder/a.txt"));
                }
                c.to_string()
            })
            .collect();
        let predictions = Predictions::from_json_lines(&lines.join("\n"));
        score(&Gold { docs: vec![doc] }, &predictions, &CORE, &Units::default()).all()
    }

    #[test]
    fn gold_against_itself_is_perfect() {
        let c = run(&facts(), &facts());
        assert_eq!((c.hit, c.gold, c.pred, c.role_hit, c.role_gold), (4, 4, 4, 15, 15));
        assert_eq!((c.modality, c.source, c.detail), (4, 4, c.detail_asked));
    }

    #[test]
    fn junk_foundings_earn_nothing_and_only_three_are_free() {
        let junk = json!({"kind": "move", "args": {"type": "found", "person": "林知遠/曹某/Mara Quill", "to": "Larkspur/北門科技/Millstone"}});
        let c = run(&facts(), &vec![junk; 50]);
        assert_eq!((c.hit, c.pred), (0, 47));
    }

    #[test]
    fn another_person_or_another_sum_is_no_hit() {
        let offer = |to: &str, value: f64| json!({"kind": "offer", "args": {"bidder": "Larkspur", "to": to, "total": {"value": value}}});
        assert_eq!(run(&facts(), &[offer("Mara Quill", 1.25e8)]).hit, 1);
        assert_eq!(run(&facts(), &[offer("Someone Else", 1.25e8)]).hit, 0);
        assert_eq!(run(&facts()[3..], &[offer("Mara Quill", 3e8)]).hit, 0);
    }

    #[test]
    fn repeats_and_malformed_lines_cost_precision() {
        let one = &facts()[..1];
        assert_eq!(run(one, &vec![one[0].clone(); 4]).pred, 4);
        let c = run(
            one,
            &[json!([]), json!({"kind": "poem", "args": {}}), json!({"kind": "move"}), one[0].clone()],
        );
        // A known kind without arguments counts as a wrong claim and as a malformed line.
        assert_eq!((c.hit, c.pred), (1, 5));
    }

    #[test]
    fn a_yearly_total_is_the_annual_sum() {
        let fact =
            json!({"kind": "offer", "args": {"bidder": "Larkspur", "annual": {"value": 1e6, "per": "year"}}});
        let claim =
            json!({"kind": "offer", "args": {"bidder": "Larkspur", "total": {"value": 1e6, "per": "year"}}});
        assert_eq!(run(&[fact], &[claim]).hit, 1);
    }
}
