//! The vocabulary of tradewire: what a document, a claim, an event, a conflict is.
//!
//! Nothing here reads a file, a clock or a network. The JSON form of every type is the contract that the
//! commands print.

mod amount;
mod args;
mod aside;
mod claim;
mod date;
mod derivation;
mod document;
mod error;
mod event;
mod ids;
mod kind;
mod map;
mod name;
mod quotation;
mod review;
mod span;

pub use amount::{Amount, Bound, Count, Currency, Measure, Period};
pub use args::{Args, Point, Value};
pub use aside::{Aside, AsideBlock, AsideKind};
pub use claim::{Attribution, Claim, Modality, Source};
pub use date::{Date, Ymd};
pub use derivation::{Derivation, Step};
pub use document::{
    Block, BlockKind, Damage, Document, Encoding, Metadata, Note, Repair, RepairCode, Sentence,
};
pub use error::ModelError;
pub use event::{
    ClaimRef, Conflict, ConflictKind, Event, Grade, InformationGrade, Rank, Reason, Report, ReportRole, Side,
    SourceGrade, Stage,
};
pub use ids::{
    ClaimId, ConflictId, DocId, EntityId, EventId, JudgementId, PublicationId, RuleId, content_hash,
};
pub use jiff::Timestamp;
pub use kind::{ClaimKind, MoveType, Role, Shape};
pub use map::{MapBuilder, Segment, TextMap};
pub use name::Name;
pub use quotation::{Quotation, QuoteMark};
pub use review::{ClaimJudgement, Decision, NameJudgement, Publication, RejectReason, Statement, Undo, Word};
pub use rust_decimal::Decimal;
pub use span::{Folded, Raw, Repaired, Span, TextForm, TextSpan};

/// A span in the raw text of a document.
pub type RawSpan = Span<Raw>;
