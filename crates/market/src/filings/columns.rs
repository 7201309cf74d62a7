//! Which column holds what; the names change from year to year.

use super::FilingsError;

/// Places of the columns in a row.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) employer: usize,
    pub(super) status: usize,
    pub(super) from: usize,
    pub(super) unit: Option<usize>,
    pub(super) to: Option<usize>,
    pub(super) prevailing: Option<usize>,
    pub(super) prevailing_unit: Option<usize>,
    pub(super) case: Option<usize>,
    pub(super) workers: Option<usize>,
    pub(super) full_time: Option<usize>,
    /// Received or submitted, then decided.
    pub(super) dates: Vec<usize>,
    /// What is searched for words.
    pub(super) texts: Vec<usize>,
    /// How many fields a row has.
    pub(super) width: usize,
}

/// Names as the files of the fiscal years 2009 to 2025 have them, the newest first.
const EMPLOYER: &[&str] = &["EMPLOYER_NAME", "LCA_CASE_EMPLOYER_NAME"];
const STATUS: &[&str] = &["CASE_STATUS", "STATUS", "APPROVAL_STATUS"];
const FROM: &[&str] =
    &["WAGE_RATE_OF_PAY_FROM", "WAGE_RATE_OF_PAY_FROM_1", "LCA_CASE_WAGE_RATE_FROM", "WAGE_RATE_OF_PAY"];
const TO: &[&str] = &["WAGE_RATE_OF_PAY_TO", "WAGE_RATE_OF_PAY_TO_1", "LCA_CASE_WAGE_RATE_TO"];
const UNIT: &[&str] = &["WAGE_UNIT_OF_PAY", "WAGE_UNIT_OF_PAY_1", "LCA_CASE_WAGE_RATE_UNIT"];
const PREVAILING: &[&str] = &["PREVAILING_WAGE", "PREVAILING_WAGE_1", "PW_1"];
const PREVAILING_UNIT: &[&str] = &["PW_UNIT_OF_PAY", "PW_UNIT_OF_PAY_1", "PW_UNIT_1"];
const CASE: &[&str] = &["CASE_NUMBER", "LCA_CASE_NUMBER", "CASE_NO"];
const WORKERS: &[&str] = &["TOTAL_WORKER_POSITIONS", "TOTAL_WORKERS"];
const FULL_TIME: &[&str] = &["FULL_TIME_POSITION", "FULL_TIME_POSITION_1", "FULL_TIME_POS"];
const DATES: &[&[&str]] =
    &[&["RECEIVED_DATE", "CASE_SUBMITTED", "LCA_CASE_SUBMIT", "SUBMITTED_DATE"], &["DECISION_DATE"]];
const TEXTS: &[&[&str]] = &[
    &["JOB_TITLE", "LCA_CASE_JOB_TITLE"],
    &["SOC_TITLE", "SOC_NAME", "LCA_CASE_SOC_NAME"],
    &["SOC_CODE", "LCA_CASE_SOC_CODE"],
    &["WORKSITE_CITY", "WORKSITE_CITY_1", "LCA_CASE_WORKLOC1_CITY"],
    &["WORKSITE_STATE", "WORKSITE_STATE_1", "LCA_CASE_WORKLOC1_STATE"],
];

impl Columns {
    /// Reads the head of a file.
    pub(super) fn of(head: &[String]) -> Result<Self, FilingsError> {
        let clean = |name: &String| -> String {
            let name = name.trim_start_matches('\u{feff}').trim().to_uppercase();
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
        };
        let names: Vec<String> = head.iter().map(clean).collect();
        let find = |known: &[&str]| known.iter().find_map(|k| names.iter().position(|n| n == k));
        let must = |known: &[&'static str], what| {
            find(known).ok_or(FilingsError::Column(what, known.first().copied().unwrap_or_default()))
        };
        Ok(Self {
            employer: must(EMPLOYER, "employer")?,
            status: must(STATUS, "case's status")?,
            from: must(FROM, "wage")?,
            unit: find(UNIT),
            to: find(TO),
            prevailing: find(PREVAILING),
            prevailing_unit: find(PREVAILING_UNIT),
            case: find(CASE),
            workers: find(WORKERS),
            full_time: find(FULL_TIME),
            dates: DATES.iter().filter_map(|k| find(k)).collect(),
            texts: TEXTS.iter().filter_map(|k| find(k)).collect(),
            width: names.len(),
        })
    }
}
