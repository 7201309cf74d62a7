//! What people say of what the ledger holds, and what they ask of who keeps it.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use tradewire_model::content_hash;

use crate::Result;

/// A closed set of codes.
macro_rules! set {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$each])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it stands in JSON and in the store.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Reads the code back.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|c| c.as_str() == code)
            }
        }
    };
}

set!(
    /// What a response is.
    ResponseKind {
        /// It says what is right instead.
        Correction = "correction",
        /// It says what its author wants said beside it.
        Reply = "reply",
        /// It says that it is not so.
        Denial = "denial",
    }
);

set!(
    /// What is asked.
    RequestKind {
        /// To correct something.
        Correction = "correction",
        /// To put a reply beside something.
        Reply = "reply",
        /// To erase something.
        Erasure = "erasure",
        /// To say what is held of somebody.
        Access = "access",
        /// To stop using what is held of somebody.
        Objection = "objection",
    }
);

set!(
    /// How far a request has come.
    RequestState {
        /// Nobody has decided.
        Open = "open",
        /// It takes longer, and whoever asked was told why.
        Extended = "extended",
        /// Done as asked.
        Granted = "granted",
        /// Done in part.
        Partly = "partly",
        /// Refused, for the reason given.
        Refused = "refused",
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn",
    }
);

impl RequestState {
    /// Whether the clock still runs.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Extended)
    }
}

/// A statement about what the ledger holds: it stands beside that, and changes nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Id of the claim, event, conflict, entity or document it is about.
    pub about: String,
    /// What it is.
    pub kind: ResponseKind,
    /// Who says it.
    pub author: String,
    /// What is said.
    pub text: String,
    /// Addresses or documents that bear it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

impl Response {
    /// The same response has the same id.
    #[must_use]
    pub fn id(&self) -> String {
        let fixed = [self.about.as_str(), self.kind.as_str(), &self.author, &self.text];
        format!("n_{}", content_hash(fixed.into_iter().chain(self.evidence.iter().map(String::as_str))))
    }
}

/// A response in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseRecord {
    /// Its id.
    pub id: String,
    /// When it was taken down.
    pub observed_at: Timestamp,
    /// What it says.
    pub response: Response,
}

/// Something asked of who keeps the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked.
    pub kind: RequestKind,
    /// Ids it is about; none where it is about everything held of who asks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// Who asks, and how to answer.
    pub by: String,
    /// What was asked, in the words of who asks.
    pub text: String,
    /// When it came in: the clock runs from then.
    pub received_at: Timestamp,
}

impl Request {
    /// The same request has the same id.
    #[must_use]
    pub fn id(&self) -> String {
        let at = self.received_at.to_string();
        let fixed = [self.kind.as_str(), &self.by, &self.text, &at];
        format!("q_{}", content_hash(fixed.into_iter().chain(self.about.iter().map(String::as_str))))
    }

    /// When it must be answered: a month after it came in (Regulation (EU) 2016/679, Article 12(3)), the last day of a
    /// shorter month where there is no such day.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        months_later(self.received_at, 1)
    }

    /// When it must be answered where it was extended: by two further months.
    #[must_use]
    pub fn extended_to(&self) -> Timestamp {
        months_later(self.received_at, 3)
    }
}

fn months_later(at: Timestamp, months: i64) -> Timestamp {
    at.to_zoned(TimeZone::UTC).checked_add(months.months()).map_or(Timestamp::MAX, |z| z.timestamp())
}

/// What was decided on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDecision {
    /// The request.
    pub request: String,
    /// How far it has come by this.
    pub state: RequestState,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A request with its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// Its id.
    pub id: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it must be answered.
    pub due_at: Timestamp,
    /// How far it has come.
    pub state: RequestState,
    /// What was asked; nothing once that was erased.
    pub request: Option<Request>,
    /// What was decided, in order, and when.
    pub decisions: Vec<(Timestamp, RequestDecision)>,
}

impl RequestRecord {
    /// Whole days until it must be answered; negative once that is past.
    #[must_use]
    pub fn days_left(&self, now: Timestamp) -> i64 {
        self.due_at.duration_since(now).as_secs().div_euclid(86_400)
    }
}

/// What a ledger does with responses and requests.
pub trait Responses {
    /// Takes a response down; gives its id. The same again writes nothing.
    ///
    /// # Errors
    /// [`crate::LedgerError::Unknown`] if the ledger holds nothing of the id it is about.
    fn respond(&mut self, response: &Response, observed_at: Timestamp) -> Result<String>;

    /// The responses about something, in the order in which they came.
    fn responses(&self, about: &str) -> Result<Vec<ResponseRecord>>;

    /// The responses about any of these, in the order in which they came.
    fn responses_of(&self, about: &[&str]) -> Result<Vec<ResponseRecord>>;

    /// Takes a request down; gives its id. The same again writes nothing.
    ///
    /// # Errors
    /// [`crate::LedgerError::Unknown`] if the ledger never held one of the ids it is about.
    fn request(&mut self, request: &Request, observed_at: Timestamp) -> Result<String>;

    /// Decides on a request.
    ///
    /// # Errors
    /// [`crate::LedgerError::Unknown`] if there is no such request; [`crate::LedgerError::Senseless`] for the state
    /// `open`, for a request that was answered already, and for a second extension.
    fn decide(&mut self, decision: &RequestDecision, observed_at: Timestamp) -> Result<()>;

    /// The requests, those that must be answered first standing first; only those whose clock runs unless `all`.
    fn requests(&self, all: bool) -> Result<Vec<RequestRecord>>;

    /// The requests that are about something.
    fn requests_about(&self, about: &str) -> Result<Vec<RequestRecord>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_runs_a_month() {
        let request = |at: &str| Request {
            kind: RequestKind::Erasure,
            about: Vec::new(),
            by: "x".into(),
            text: "y".into(),
            received_at: at.parse().unwrap(),
        };
        for (at, due, extended) in [
            ("2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z", "2026-04-30T10:00:00Z"),
            ("2026-07-15T00:00:00Z", "2026-08-15T00:00:00Z", "2026-10-15T00:00:00Z"),
            ("2027-12-31T23:59:59Z", "2028-01-31T23:59:59Z", "2028-03-31T23:59:59Z"),
        ] {
            assert_eq!(request(at).due_at().to_string(), due);
            assert_eq!(request(at).extended_to().to_string(), extended);
        }
        assert_ne!(request("2026-01-31T10:00:00Z").id(), request("2026-01-31T10:00:01Z").id());
    }
}
