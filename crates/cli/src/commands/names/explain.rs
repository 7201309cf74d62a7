use clap::ValueEnum;
use serde_json::json;
use tradewire_kb::{Class, KnowledgeBase};
use tradewire_model::EntityId;
use tradewire_resolve::compare::{Circumstance, Schema, compare};

use crate::failure::{Done, Failure};
use crate::output::Out;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Person,
    Organisation,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Jsonl,
}

/// Flags of `names explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire names explain 祖克柏 'Mark Zuckerberg'
  tradewire names explain 'Hsu Tzu-chien' 'Xu Ziqian'
  tradewire names explain 余家輝 余佳輝 --org-a Meta --org-b Meta
  tradewire names explain 西门子股份公司 'Siemens AG' --schema organisation --format jsonl")]
pub struct Args {
    /// The first name
    a: String,
    /// The second name
    b: String,
    /// What the names are names of
    #[arg(long, value_enum, default_value = "person")]
    schema: What,
    /// An organisation at which the first is told of
    #[arg(long, value_name = "NAME")]
    org_a: Vec<String>,
    /// An organisation at which the second is told of
    #[arg(long, value_name = "NAME")]
    org_b: Vec<String>,
    /// A list names both side by side
    #[arg(long)]
    listed_together: bool,
    /// Look at the names alone, not into the knowledge base
    #[arg(long)]
    names_only: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Compares two names.
pub fn run(e: &Args) -> Result<Done, Failure> {
    let kb =
        KnowledgeBase::builtin().map_err(|e| Failure::new(format!("the knowledge base is broken: {e}")))?;
    let (schema, class) = match e.schema {
        What::Person => (Schema::Person, Class::Person),
        What::Organisation => (Schema::Organisation, Class::Organisation),
    };
    let known = |name: &str| -> Vec<EntityId> {
        kb.lookup(name).filter(|x| !e.names_only && x.class == class).map(|x| x.id.clone()).collect()
    };
    let (x, y) = (known(&e.a), known(&e.b));
    let same_known = match (x.as_slice(), y.as_slice()) {
        ([], _) | (_, []) => None,
        ([p], [q]) => Some(p == q),
        // A name that several bear proves nothing, unless none of them is the other.
        (p, q) => {
            if p.iter().any(|i| q.contains(i)) {
                None
            } else {
                Some(false)
            }
        }
    };
    let roots = |names: &[String]| -> Vec<String> {
        names
            .iter()
            .map(|n| match kb.one(Class::Organisation, n).and_then(|o| kb.ancestors(&o.id).last()) {
                Some(top) => top.id.to_string(),
                None => tradewire_script::key(n),
            })
            .collect()
    };
    let (p, q) = (roots(&e.org_a), roots(&e.org_b));
    let shared_organisation = (!p.is_empty() && !q.is_empty()).then(|| p.iter().any(|o| q.contains(o)));
    let circumstance = Circumstance {
        shared_organisation,
        apposition: false,
        listed_together: e.listed_together,
        same_known,
    };
    let c = compare(&e.a, &e.b, schema).within(&circumstance);
    let mut out = Out::new();
    match e.format {
        Format::Jsonl => {
            let ids = |i: &[EntityId]| i.iter().map(ToString::to_string).collect::<Vec<_>>();
            out.json(&json!({
                "a": e.a, "b": e.b, "score": rounded(c.score), "verdict": c.verdict.as_str(),
                "known_a": ids(&x), "known_b": ids(&y),
                "features": c.reasons.iter().map(|r| json!({
                    "name": r.name, "left": r.left, "right": r.right, "weight": rounded(r.weight),
                })).collect::<Vec<_>>(),
            }))?;
        }
        Format::Text => {
            out.line(&format!("{}  {:.2}  «{}» «{}»", c.verdict.as_str(), c.score, e.a, e.b))?;
            for r in &c.reasons {
                let about = match (r.left.as_str(), r.right.as_str()) {
                    ("", "") => String::new(),
                    (l, r) => format!("  {l} – {r}"),
                };
                out.line(&format!("  {:+.2}  {}{about}", r.weight, r.name))?;
            }
            for (name, ids) in [(&e.a, &x), (&e.b, &y)] {
                for id in ids {
                    out.line(&format!("  known  {name} – {id}"))?;
                }
            }
        }
    }
    out.finish()?;
    Ok(Done::Whole)
}

fn rounded(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}
