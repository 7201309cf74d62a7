//! What people said of names: which entities are one after all.

use std::collections::{BTreeMap, BTreeSet};

use tradewire_model::{Claim, EntityId, Name, NameJudgement, Word};

use crate::Resolution;
use crate::union::Sets;

/// The canonical id of every entity that judgements name: the smallest of those that are one.
///
/// `log` holds the judgements that stand with their place in the log. Of several on one pair the last holds, so that a
/// later `Different` or `Unsure` undoes a merge and every id is again what it was. The result depends on the set of
/// judgements, not on their order in `log`. A `Same` that would bring together a pair judged `Different` does nothing;
/// those given first go first.
#[must_use]
pub fn canonical(log: &[(u64, NameJudgement)]) -> BTreeMap<EntityId, EntityId> {
    let mut last: BTreeMap<(&EntityId, &EntityId), &(u64, NameJudgement)> = BTreeMap::new();
    for said in log {
        let at = last.entry(said.1.pair()).or_insert(said);
        if said > *at {
            *at = said;
        }
    }
    let ids: Vec<&EntityId> =
        last.keys().flat_map(|(a, b)| [*a, *b]).collect::<BTreeSet<_>>().into_iter().collect();
    let at = |id: &EntityId| ids.binary_search(&id).unwrap_or_default();
    let of = |word: Word| last.iter().filter(move |(_, said)| said.1.word == word);
    let two: Vec<(usize, usize)> = of(Word::Different).map(|((a, b), _)| (at(a), at(b))).collect();
    let mut same: Vec<(u64, usize, usize)> =
        of(Word::Same).map(|((a, b), said)| (said.0, at(a), at(b))).collect();
    same.sort_unstable();
    let mut sets = Sets::new(ids.len());
    for (_, a, b) in same {
        let mut trial = sets.clone();
        trial.join(a, b);
        if two.iter().all(|(x, y)| trial.find(*x) != trial.find(*y)) {
            sets = trial;
        }
    }
    ids.iter().enumerate().map(|(i, id)| ((*id).clone(), ids[sets.find(i)].clone())).collect()
}

impl Resolution {
    /// Joins the entities that people said are one: every name in `claims` and every record here goes to one of them, to
    /// a known one where there is any, else to the one with the smallest id. A person and an organisation are never
    /// joined, whatever was said. Without judgements nothing changes.
    pub fn join_judged(&mut self, claims: &mut [Claim], log: &[(u64, NameJudgement)]) {
        let mut sets: BTreeMap<EntityId, Vec<usize>> = BTreeMap::new();
        let canonical = canonical(log);
        for (i, e) in self.entities.iter().enumerate() {
            if let Some(c) = canonical.get(&e.id) {
                sets.entry(c.clone()).or_default().push(i);
            }
        }
        let mut goes: BTreeMap<EntityId, (EntityId, String)> = BTreeMap::new();
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        for members in sets.into_values() {
            let first = members.iter().copied().min_by_key(|i| {
                let e = &self.entities[*i];
                (!e.known, e.id.clone())
            });
            let Some(first) = first else { continue };
            for i in members {
                if i == first || self.entities[i].class != self.entities[first].class {
                    continue;
                }
                let (id, name) = (self.entities[first].id.clone(), self.entities[first].name.clone());
                goes.insert(self.entities[i].id.clone(), (id, name));
                let forms = std::mem::take(&mut self.entities[i].forms);
                self.entities[first].forms.extend(forms);
                gone.insert(i);
            }
            let forms: BTreeSet<String> =
                std::mem::take(&mut self.entities[first].forms).into_iter().collect();
            self.entities[first].forms = forms.into_iter().collect();
        }
        if goes.is_empty() {
            return;
        }
        let mut at = 0..;
        self.entities.retain(|_| at.next().is_none_or(|i| !gone.contains(&i)));
        let to = |id: &mut EntityId| {
            if let Some((joined, _)) = goes.get(id) {
                id.clone_from(joined);
            }
        };
        self.links.iter_mut().for_each(|l| to(&mut l.id));
        self.discrepancies.iter_mut().for_each(|d| to(&mut d.id));
        self.parents = std::mem::take(&mut self.parents)
            .into_iter()
            .map(|(mut low, mut high)| {
                to(&mut low);
                to(&mut high);
                (low, high)
            })
            .filter(|(low, high)| low != high)
            .collect();
        let rename = |name: &mut Name| {
            if let Some((id, called)) = name.id.as_ref().and_then(|id| goes.get(id)) {
                name.id = Some(id.clone());
                name.name = Some(called.clone());
            }
        };
        for claim in claims {
            claim.args.iter_mut().flat_map(|(_, v)| v.names_mut()).for_each(rename);
            claim.attribution.source.iter_mut().chain(&mut claim.attribution.via).for_each(rename);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tradewire_kb::KnowledgeBase;
    use tradewire_model::{Role, Timestamp};

    use super::*;

    fn said(seq: u64, a: &str, b: &str, word: Word) -> (u64, NameJudgement) {
        let at = Timestamp::UNIX_EPOCH;
        let (a, b) = (EntityId::new(a), EntityId::new(b));
        (seq, NameJudgement { a, b, word, author: "ana".into(), at, reason: "r".into() })
    }

    fn claims() -> Vec<Claim> {
        let one = |doc: &str, person: &str, to: &str| {
            Claim::from_json(&serde_json::json!({
                "doc": doc, "kind": "move", "modality": "asserted", "quote": "…", "span": [0, 3],
                "args": {"type": "join", "person": {"text": person}, "to": {"text": to}},
            }))
            .unwrap()
        };
        vec![
            one("a", "林知遠", "北门科技"),
            one("b", "Zhiyuan Lynn", "Orrery AI"),
            one("c", "Quillon Marchbanks", "北门科技"),
        ]
    }

    fn ids(claims: &[Claim]) -> Vec<String> {
        claims.iter().map(|c| c.args.name(Role::Person).unwrap().id.as_ref().unwrap().to_string()).collect()
    }

    #[test]
    fn people_who_are_one_share_an_id_until_it_is_taken_back() {
        let kb = KnowledgeBase::from_files([] as [(&str, &str); 0]).unwrap();
        let mut alone = claims();
        let before = crate::resolve(&mut alone, &kb);
        let [a, b, c] = <[String; 3]>::try_from(ids(&alone)).unwrap();
        assert!(a != b && b != c);
        let log = vec![said(1, &a, &b, Word::Same)];
        let mut joined = claims();
        let mut after = crate::resolve(&mut joined, &kb);
        after.join_judged(&mut joined, &log);
        let one = a.clone().min(b.clone());
        assert_eq!(ids(&joined), [one.clone(), one.clone(), c.clone()]);
        assert_eq!(after.entities.len() + 1, before.entities.len());
        let record = after.entity(&EntityId::new(&one)).unwrap();
        assert!(
            record.forms.contains(&"林知遠".to_owned()) && record.forms.contains(&"Zhiyuan Lynn".to_owned())
        );
        for taken_back in [vec![], vec![said(1, &a, &b, Word::Same), said(2, &b, &a, Word::Unsure)]] {
            let mut again = claims();
            let mut resolution = crate::resolve(&mut again, &kb);
            resolution.join_judged(&mut again, &taken_back);
            assert_eq!((&again, &resolution), (&alone, &before));
        }
        // A person is no organisation, whatever was said.
        let org = alone[0].args.name(Role::To).unwrap().id.clone().unwrap();
        let mut again = claims();
        let mut resolution = crate::resolve(&mut again, &kb);
        resolution.join_judged(&mut again, &[said(1, &a, org.as_str(), Word::Same)]);
        assert_eq!((&again, &resolution), (&alone, &before));
    }

    proptest! {
        #[test]
        fn unmerge_after_merge_restores_every_id(
            words in proptest::collection::vec((0u8..6, 0u8..6, 0u8..3), 0..12), a in 0u8..6, b in 0u8..6, shift in 0usize..12,
        ) {
            let of = |n: u8| format!("person-{n}");
            let mut log: Vec<(u64, NameJudgement)> = words
                .iter()
                .zip(1u64..)
                .filter(|((x, y, _), _)| x != y)
                .map(|((x, y, w), seq)| said(seq, &of(*x), &of(*y), Word::ALL[usize::from(*w)]))
                .collect();
            let named = |m: &BTreeMap<EntityId, EntityId>, id: &EntityId| m.get(id).unwrap_or(id).clone();
            let (x, y) = (EntityId::new(of(a)), EntityId::new(of(b)));
            // A pair on which nothing has been said.
            let pair = if x < y { (&x, &y) } else { (&y, &x) };
            prop_assume!(a != b && !log.iter().any(|(_, j)| j.pair() == pair));
            let before = canonical(&log);
            log.push(said(100, &of(a), &of(b), Word::Same));
            log.push(said(101, &of(b), &of(a), Word::Unsure));
            let after = canonical(&log);
            for n in (0..6).map(|n| EntityId::new(of(n))) {
                prop_assert_eq!(named(&before, &n), named(&after, &n));
            }
            let len = log.len();
            log.rotate_left(shift % len);
            prop_assert_eq!(canonical(&log), after);
        }
    }
}
