//! Figures that no other claim has used: shares, multiples, large counts.

use rust_decimal::Decimal;
use tradewire_model::{Args, ClaimKind, Measure, Role, Value};
use tradewire_quantity::Kind;

use crate::build::Draft;
use crate::class::Class;
use crate::fill::Scene;
use crate::phrase::Head;
use crate::token::NameClass;

/// Units of counts that say something about talent, firms or compute.
const TELLING: &[&str] =
    &["person", "gpu", "post", "patent", "paper", "company", "parameter", "user", "team"];

/// Drafts for the figures of a sentence that are left over.
pub(crate) fn stats(scene: &Scene<'_>, made: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::new();
    for (i, t) in scene.row.tokens.iter().enumerate() {
        let Some(q) = t.quantity else { continue };
        if made.iter().any(|d| d.quantities.contains(&q)) {
            continue;
        }
        let measure = match &scene.row.quantities[q].kind {
            Kind::Percent(m) if m.value.is_some() || m.low.is_some() => m.clone(),
            Kind::Multiple(m) => m.clone(),
            Kind::Count(c)
                if TELLING.contains(&c.unit)
                    && c.unit != "person"
                    && c.unit != "company"
                    && c.unit != "team" =>
            {
                Measure {
                    value: if c.high.is_some() { None } else { Some(c.count.value) },
                    low: c.high.map(|_| c.count.value),
                    high: c.high,
                    unit: c.unit.to_owned(),
                    bound: c.count.bound,
                }
            }
            _ => continue,
        };
        let telling = scene.row.tokens.iter().any(|x| {
            x.any(&[Class::Group, Class::Role, Class::Package, Class::Annual, Class::Compute, Class::SignOn])
                || x.name.as_ref().is_some_and(|n| n.kb.is_some() && n.class == NameClass::Org)
        });
        if !telling
            || matches!(&scene.row.quantities[q].kind, Kind::Count(c) if c.count.value <= Decimal::ONE)
        {
            continue;
        }
        // The population: the nearest phrase before it in the clause.
        let population = scene
            .phrases
            .iter()
            .rev()
            .find(|p| {
                p.core.end <= t.start
                    && p.clause == t.clause
                    && matches!(p.head, Head::Org | Head::Group | Head::Role | Head::Generic | Head::Person)
            })
            .or_else(|| scene.phrases.iter().find(|p| p.core.start >= t.end && p.clause == t.clause));
        let clause_start =
            scene.row.tokens.iter().find(|x| x.clause == t.clause).map_or(t.start, |x| x.start);
        let name = scene
            .text
            .words(clause_start..t.start)
            .trim()
            .chars()
            .rev()
            .take(24)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<String>();
        let mut args = Args::new().with(Role::Value, Value::Measure(measure));
        if !name.is_empty() {
            args.set(Role::Name, Value::Text(name));
        }
        if let Some(p) = population {
            args.set(Role::Population, Value::Text(scene.text.words(p.core.clone()).trim().to_owned()));
        }
        out.push(Draft {
            kind: ClaimKind::Stat,
            args,
            extent: clause_start..t.end,
            trigger: i,
            frame: u16::MAX,
            parties: Vec::new(),
            steps: Vec::new(),
            carried: 0,
            quantities: vec![q],
        });
    }
    out
}
