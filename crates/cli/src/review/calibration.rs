//! Curves that `review learn` made of judgements, applied where confidence decides.

use std::path::PathBuf;

use tradewire_review::{Calibrator, Recalibration};

use crate::failure::Failure;

/// Which curves turn stated confidences into calibrated ones.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Calibration {
    /// Calibrate confidences by this file of `tradewire review learn`; by default $TRADEWIRE_CALIBRATION, else they
    /// count as stated
    #[arg(long, value_name = "FILE")]
    calibration: Option<PathBuf>,
}

impl Calibration {
    /// Reads the curves; without a file nothing is changed.
    pub fn read(&self) -> Result<Calibrator, Failure> {
        let set = || std::env::var_os("TRADEWIRE_CALIBRATION").filter(|f| !f.is_empty()).map(PathBuf::from);
        let Some(path) = self.calibration.clone().or_else(set) else { return Ok(Calibrator::default()) };
        let text = std::fs::read_to_string(&path)
            .map_err(|e| Failure::new(format!("cannot read {}: {e}", path.display())))?;
        let wrong = |why: String| {
            Failure::new(format!("{}: {why}", path.display()))
                .hint("`tradewire review learn --out FOLDER` writes FOLDER/calibration.json")
        };
        let found: Recalibration = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        if !found.calibrator.is_sound() {
            return Err(wrong("a curve falls, or is no number".to_owned()));
        }
        Ok(found.calibrator)
    }
}
