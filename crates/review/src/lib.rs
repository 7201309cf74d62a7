//! Review: an independent check of every claim, the queue of what people should see, and the decision to publish.
//!
//! Nothing here does I/O: claims, texts, judgements and clocks come in as arguments. [`Checker`] re-derives a claim
//! from its text by means of its own and never learns how sure the extractor was; [`queue`] says what people see
//! first and why; [`publish`] decides what public views hold and refuses where the figures do not bear it; [`Rate`]
//! bounds every rate exactly. [`labels`] exchanges tasks with labelling tools, [`learn`] and
//! [`recalibrate`] turn judgements into reviewable proposals, [`simulate`] tests the machinery with annotators that err.

mod bounds;
mod calibrate;
mod checker;
pub mod labels;
pub mod learn;
mod mend;
mod publish;
mod queue;
pub mod simulate;
mod spell;

pub use bounds::{Kappa, Rate, clopper_pearson, cohen_kappa, sound_cases_needed, upper_bound};
pub use calibrate::{Calibrator, Curve, Graded, Recalibration, calibration_error, recalibrate};
pub use checker::{
    Check, Checker, Code, Language, Other, Reason, ReviewError, Sample, Subject, Verdict, Weights, fold_of,
};
pub use mend::{MendError, correct, mend, split};
pub use publish::{Candidate, Decided, ErrorRate, Group, Policy, Refusal, Standing, Verdicts, Why, publish};
pub use queue::{
    Case, CaseKind, Item, Opinion, Pace, Progress, Settings, Settled, Signal, SignalCode, Sitting, agreement,
    batches, batches_by, falls_to, in_random_share, pace, progress, queue, settle, sitting,
};
pub use spell::{grounded, spell};
