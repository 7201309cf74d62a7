//! Review at the command line: what people are asked, how it is shown, what they answer.

pub mod calibration;
pub mod candidates;
pub mod labels;
pub mod names;
pub mod queue;
pub mod screen;
pub mod talk;

use crate::failure::Failure;

/// Who judges: the name given, else the name of the user.
pub fn reviewer(given: Option<&str>) -> Result<String, Failure> {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    given
        .map(str::to_owned)
        .filter(|g| !g.trim().is_empty())
        .or_else(|| set("TRADEWIRE_REVIEWER"))
        .or_else(|| set("USER"))
        .or_else(|| set("USERNAME"))
        .ok_or_else(|| Failure::usage("nobody is named as reviewer").hint("say who you are: --reviewer NAME"))
}
