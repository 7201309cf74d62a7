//! What the forms of the offer pages hold.

use tradewire_market::{MOST_OFFERS, Package, TaxRule};

use crate::link;

/// Longest offer that is taken, in bytes.
pub const MOST_BYTES: usize = 16 * 1024;

/// The fields of a form, as they were sent.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, String)>);

/// Inputs that stand above the offers' own.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct WhatIf {
    /// Growth of the shares a year.
    pub growth: Option<f64>,
    /// Volatility a year.
    pub volatility: Option<f64>,
    /// Chance a year that the firm fails.
    pub failure: Option<f64>,
    /// Tax on all pay.
    pub tax: Option<f64>,
    /// Rate a year by which later pay counts less.
    pub discount: f64,
    /// Whether all offers are of one firm.
    pub same_firm: bool,
}

/// The what-if inputs: name, least, most.
pub const INPUTS: [(&str, f64, f64); 5] = [
    ("growth", -0.9, 10.0),
    ("volatility", 0.0, 3.0),
    ("failure", 0.0, 0.99),
    ("tax", 0.0, 0.95),
    ("discount", 0.0, 1.0),
];

impl Fields {
    /// A field that is not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(k, v)| k == name && !v.trim().is_empty()).map(|(_, v)| v.trim())
    }

    /// The offers pasted, without empty ones.
    #[must_use]
    pub fn offers(&self) -> Vec<String> {
        let all = self.0.iter().filter(|(k, v)| k == "offer" && !v.trim().is_empty());
        all.map(|(_, v)| v.replace("\r\n", "\n")).take(MOST_OFFERS).collect()
    }

    /// How many places for offers were on the form.
    #[must_use]
    pub fn places(&self) -> usize {
        self.0.iter().filter(|(k, _)| k == "offer").count()
    }

    /// The what-if inputs in percent; names of those that are no number within bounds.
    #[must_use]
    pub fn what_if(&self) -> (WhatIf, Vec<&'static str>) {
        let mut bad = Vec::new();
        let mut share = |name: &'static str| {
            let (_, low, high) = INPUTS.iter().find(|i| i.0 == name)?;
            let text = self.get(name)?;
            let found = text.trim_end_matches('%').trim().parse::<f64>().ok().map(|x| x / 100.0);
            let found = found.filter(|x| x.is_finite() && (*low..=*high).contains(x));
            if found.is_none() {
                bad.push(name);
            }
            found
        };
        let what = WhatIf {
            growth: share("growth"),
            volatility: share("volatility"),
            failure: share("failure"),
            tax: share("tax"),
            discount: share("discount").unwrap_or(0.0),
            same_firm: self.get("same_firm").is_some(),
        };
        (what, bad)
    }

    /// An offer written from single fields; nothing if none was filled in.
    #[must_use]
    pub fn written(&self) -> Option<String> {
        let quoted = |t: &str| {
            let plain: String = t.chars().filter(|c| !c.is_control()).take(120).collect();
            format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
        };
        let plain = |name: &str| self.get(name).map(quoted);
        let whole =
            |name: &str, usual: u16| self.get(name).and_then(|t| t.parse::<u16>().ok()).unwrap_or(usual);
        let sums = ["f.salary", "f.bonus", "f.sign_on", "f.grant"];
        sums.iter().find_map(|f| self.get(f))?;
        let mut out = format!(
            "name = {}\ncurrency = {}\nyears = {}\n",
            plain("f.name").unwrap_or_else(|| "\"offer\"".to_owned()),
            plain("f.currency").map_or_else(|| "\"USD\"".to_owned(), |c| c.to_uppercase()),
            whole("f.years", 4)
        );
        for (key, field) in [("salary", "f.salary"), ("bonus", "f.bonus")] {
            if let Some(v) = plain(field) {
                out += &format!("{key} = {v}\n");
            }
        }
        if let Some(v) = plain("f.sign_on") {
            out += &format!(
                "sign_on = {{ amount = {v}, clawback_months = {}, clawback = \"prorated\" }}\n",
                whole("f.clawback", 0)
            );
        }
        if let Some(v) = plain("f.grant") {
            let kinds = ["rsu", "option", "profit_unit", "restricted_stock"];
            let kind = self.get("f.kind").filter(|k| kinds.contains(k)).unwrap_or("rsu");
            out += &format!(
                "\n[[grant]]\nkind = \"{kind}\"\nvalue = {v}\nvesting = {{ months = {}, cliff_months = {} }}\n",
                whole("f.vest", 48),
                whole("f.cliff", 0)
            );
        }
        Some(out)
    }
}

impl WhatIf {
    /// Lays the inputs over a package.
    pub fn lay_over(&self, p: &mut Package) {
        if let Some(x) = self.growth {
            p.firm.growth = x;
            p.firm.scenarios.clear();
        }
        if let Some(x) = self.volatility {
            p.firm.volatility = x;
        }
        if let Some(x) = self.failure {
            p.firm.failure = x;
        }
        if let Some(x) = self.tax {
            p.tax = TaxRule::Rate(x);
        }
    }
}

/// The address of a page with an event's offer on its form.
#[must_use]
pub fn from_event(page: &str, event: &str) -> String {
    link::with_query(page, [("event", event)].into_iter())
}
