use jiff::Timestamp;
use serde_json::json;
use tradewire_ledger::Store;
use tradewire_model::{ClaimId, Grade, Publication};
use tradewire_review::{Decided, ErrorRate, Group, Language, Policy, Settings, Standing, publish};

use crate::commands::review::Who;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Format, Out, say, tell};
use crate::pipeline::Pipeline;
use crate::review::calibration::Calibration;
use crate::review::{candidates, queue, reviewer};

/// Flags of `publish`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Public are claims that a person accepted or mended, and claims that are sure enough, that the checker does not contradict and
that wait for nobody. Claims about named persons whose event is graded C3 or worse wait for a person. Where an assertion
fails, nothing is published, the reasons are printed, and the exit code is 1. The decision is an entry of the log; until
the first one everything is shown.

Examples:
  tradewire publish --dry-run
  tradewire publish --threshold 0.95 --min-claims 100 --max-error 0.01
  tradewire publish --calibration proposed/calibration.json
  tradewire publish --min-audited 30 --max-unresolved 0.5
  tradewire publish --withdraw")]
pub struct Args {
    /// Least calibrated confidence without a person's word
    #[arg(long, value_name = "0..1", default_value_t = Policy::default().threshold)]
    threshold: f64,
    /// From this grade on, claims about named persons wait for a person
    #[arg(long, value_name = "GRADE", default_value = "C3", value_parser = grade)]
    waits_from: Grade,
    /// Refuse where fewer claims would be public
    #[arg(long, value_name = "N", default_value_t = Policy::default().min_published)]
    min_claims: usize,
    /// Refuse where fewer claims of the random share were judged
    #[arg(long, value_name = "N", default_value_t = Policy::default().min_audited)]
    min_audited: u64,
    /// Refuse where a larger share waits for a person
    #[arg(long, value_name = "SHARE", default_value_t = Policy::default().max_unresolved)]
    max_unresolved: f64,
    /// Refuse where the error rate may be larger
    #[arg(long, value_name = "SHARE", default_value_t = Policy::default().max_error)]
    max_error: f64,
    /// Confidence of all bounds
    #[arg(long, value_name = "0..1", default_value_t = Policy::default().confidence)]
    confidence: f64,
    /// Least number of judgements for a group's rate to be said
    #[arg(long, value_name = "N", default_value_t = Policy::default().min_group)]
    min_group: u64,
    /// Say what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Make nothing public from now on
    #[arg(long, conflicts_with = "dry_run")]
    withdraw: bool,
    /// What to print: figures, or a line for each claim with what becomes of it
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    calibration: Calibration,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    ledger: Ledger,
}

fn grade(text: &str) -> Result<Grade, String> {
    serde_json::from_value(json!(text))
        .map_err(|_| format!("«{text}» is no grade; one is C3: source A to F, information 1 to 6"))
}

/// Decides what is public, prints the figures, and writes the decision or refuses.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let mut store = args.ledger.open()?;
    let by = reviewer(args.who.reviewer.as_deref())?;
    let now = Timestamp::now();
    if args.withdraw {
        let report = json!({"withdrawn": true});
        let id = store.publish(&Publication { by, at: now, claims: Vec::new(), report }, now)?;
        tell(&format!("nothing is public any more ({id})"));
        return Ok(Done::Whole);
    }
    let policy = Policy {
        threshold: args.threshold,
        waits_from: args.waits_from,
        min_published: args.min_claims,
        min_audited: args.min_audited,
        min_group: args.min_group,
        max_unresolved: args.max_unresolved,
        max_error: args.max_error,
        confidence: args.confidence,
    };
    let calibrator = args.calibration.read()?;
    let pipeline = Pipeline::new()?;
    if store.views_behind()? > 0 || store.all_tasks()?.is_empty() {
        let settings = Settings { threshold: args.threshold, ..Settings::default() };
        let making = queue::Making { settings: &settings, calibrator: &calibrator };
        queue::refresh(&pipeline, &mut store, making)?;
    }
    let field = candidates::gather(&pipeline, &store, &calibrator)?;
    let decided = publish(&field.candidates, &policy);
    let public = public(&decided, &field);
    print(args, &decided, &public)?;
    if !decided.may_go_out() {
        for refusal in &decided.refusals {
            say("refused", &refusal.words(Language::En));
        }
        return Err(Failure::new("nothing was published").hint(
            "judge more of what waits: `tradewire review`; `--dry-run` shows the figures; the assertions are flags, see \
             `tradewire publish --help`",
        ));
    }
    if args.dry_run {
        tell(&format!("{} claims would be public; nothing was written", public.len()));
        return Ok(Done::Whole);
    }
    let report = json!({
        "policy": policy, "error": decided.error, "extracted": decided.extracted, "waiting": decided.waiting,
        "groups": decided.groups,
    });
    let count = public.len();
    let id = store.publish(&Publication { by, at: now, claims: public, report }, now)?;
    tell(&format!("{count} claims are public, {} wait for a person ({id})", decided.waiting));
    Ok(Done::Whole)
}

/// The claims that go out: what was decided, and what people found right beside it, as far as it is in view.
fn public(decided: &Decided, field: &candidates::Field) -> Vec<ClaimId> {
    let out = |(id, s): (&ClaimId, &Standing)| {
        let yes = matches!(s, Standing::Published(_)) || field.found_right.contains(id);
        (yes && !field.left.contains(id)).then(|| id.clone())
    };
    decided.standings.iter().filter_map(out).collect()
}

fn print(args: &Args, decided: &Decided, public: &[ClaimId]) -> Result<(), Failure> {
    let mut out = Out::new();
    if args.format == Format::Jsonl {
        for (id, standing) in &decided.standings {
            out.json(&json!({"claim": id, "public": public.binary_search(id).is_ok(), "decided": standing}))?;
        }
        return out.finish();
    }
    let withheld = decided.standings.len() - public.len();
    out.line(&format!(
        "{} claims: {} public, {withheld} not, of which {} wait for a person",
        decided.standings.len(),
        public.len(),
        decided.waiting
    ))?;
    out.line(&format!("error of what goes out: {}", rate(&decided.error)))?;
    out.line(&format!("error of what was extracted: {}", rate(&decided.extracted)))?;
    figures(&mut out, &decided.groups, |g| &g.error)?;
    out.finish()
}

/// An error rate in words.
pub fn rate(error: &ErrorRate) -> String {
    match error {
        ErrorRate::Insufficient { audited, needed } => {
            format!("insufficient: {audited} of the random share judged, {needed} needed")
        }
        ErrorRate::Known { rate, at_most } => format!(
            "{} of {} ({:.2} %), between {:.2} and {:.2} %, at most {:.2} %",
            rate.hits,
            rate.n,
            rate.point() * 100.0,
            rate.low * 100.0,
            rate.high * 100.0,
            at_most * 100.0
        ),
    }
}

/// A line for each kind, language and rule.
pub fn figures(out: &mut Out, groups: &[Group], error: impl Fn(&Group) -> &ErrorRate) -> Result<(), Failure> {
    for g in groups {
        let said = match error(g) {
            ErrorRate::Insufficient { audited, needed } => format!("insufficient ({audited} of {needed})"),
            known => rate(known),
        };
        out.line(&format!("  {:<9}{:<34}{:>6} public   {said}", g.by, g.value, g.published))?;
    }
    Ok(())
}
