//! The way of the data: read → extract → resolve → reconcile → ledger.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tradewire_extract::{Extractor, Rules};
use tradewire_kb::KnowledgeBase;
use tradewire_ledger::{Deriver, Ingested, Reach, Reading, Store, resolved};
use tradewire_model::{Claim, DocId, Document};
use tradewire_read::{Limits, read};
use tradewire_resolve::{Resolution, Resolver};

use crate::failure::Failure;
use crate::intake::{Inputs, Rejection, Taken, Waiting};
use crate::output::say;
use crate::progress;

/// Inputs that are worked on at once; their results are handed on in order before the next are opened.
const ROUND: usize = 256;
/// Bytes that are worked on at once.
const ROUND_BYTES: usize = 64 << 20;
/// How long inputs are gathered: pages are fetched one by one, and a pipe may be slow.
const PATIENCE: Duration = Duration::from_secs(2);

/// The stages with what they need: rules and knowledge base, loaded once.
pub struct Pipeline {
    extractor: Extractor<'static>,
    kb: &'static KnowledgeBase,
    resolver: Resolver<'static>,
}

/// What an ingest says of one input.
#[derive(Debug, Clone, Copy)]
pub enum Noted<'a> {
    /// The ledger has this document.
    In(&'a DocId),
    /// It could not be taken.
    Rejected(&'a Rejection),
}

/// What an ingest did, over all its documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents read.
    pub documents: usize,
    /// Those the ledger did not have.
    pub new: usize,
    /// Those it had, with other claims.
    pub revised: usize,
    /// Claims added.
    pub claims: usize,
    /// Claims left out because they do not suit the model.
    pub left_out: usize,
    /// Inputs rejected.
    pub rejected: usize,
}

impl Pipeline {
    /// Loads what ships with the program.
    pub fn new() -> Result<Self, Failure> {
        let kb = KnowledgeBase::builtin()
            .map_err(|e| Failure::new(format!("the knowledge base is broken: {e}")))?;
        Self::over(kb)
    }

    /// The same with the rules of a folder laid out like `rules/`.
    pub fn with_rules(folder: &Path) -> Result<Self, Failure> {
        let broken = |e: tradewire_extract::ExtractError| {
            Failure::new(format!("the rules of {} are broken: {e}", folder.display()))
                .hint("start from a copy of rules/ of the source, and keep its file names")
        };
        let mut pipeline = Self::new()?;
        let rules = Rules::folder(folder).map_err(broken)?;
        pipeline.extractor = Extractor::with_rules(pipeline.kb, &rules).map_err(broken)?;
        Ok(pipeline)
    }

    /// The same, without the encoder where `quick` says so.
    pub fn reading(mut self, quick: bool) -> Self {
        if quick {
            self.extractor = self.extractor.quick();
        }
        self
    }

    /// Loads what ships with the program and, for the demo, its invented cast.
    pub fn demo() -> Result<Self, Failure> {
        let kb = KnowledgeBase::with_files([crate::samples::cast()])
            .map_err(|e| Failure::new(format!("the demo's knowledge base is broken: {e}")))?;
        // The demo runs until the program ends.
        Self::over(Box::leak(Box::new(kb)))
    }

    fn over(kb: &'static KnowledgeBase) -> Result<Self, Failure> {
        let extractor = Extractor::new(kb).map_err(|e| Failure::new(format!("the rules are broken: {e}")))?;
        Ok(Self { extractor, kb, resolver: Resolver::new(kb) })
    }

    /// The claims of one document, names resolved.
    pub fn claims(&self, document: &Document) -> Vec<Claim> {
        let mut claims = self.extractor.extract(document);
        self.resolver.resolve(&mut claims);
        claims
    }

    /// Takes inputs into a ledger, a round at a time, and derives its views anew.
    pub fn ingest(
        &self,
        inputs: impl Iterator<Item = Taken>,
        limits: &Limits,
        total: usize,
        store: &mut dyn Store,
    ) -> Result<Tally, Failure> {
        self.ingest_noting(inputs, limits, total, store, &mut |_| {})
    }

    /// As [`Self::ingest`]; `note` learns of every document that is in the ledger then, and of every rejection.
    pub fn ingest_noting(
        &self,
        inputs: impl Iterator<Item = Taken>,
        limits: &Limits,
        total: usize,
        store: &mut dyn Store,
        note: &mut dyn FnMut(Noted<'_>),
    ) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let bar = progress::bar(total, "taking in");
        let observed_at = Timestamp::now();
        rounds(
            inputs,
            limits,
            |d| (self.claims(&d), d),
            |round| {
                let mut read = Vec::with_capacity(round.len());
                for result in round {
                    bar.inc(1);
                    match result {
                        Ok((mut claims, document)) => {
                            tally.left_out += keep_sound(&mut claims);
                            read.push((claims, document));
                        }
                        Err(rejection) => {
                            bar.suspend(|| rejection.say());
                            note(Noted::Rejected(&rejection));
                            tally.rejected += 1;
                        }
                    }
                }
                let readings: Vec<Reading<'_>> =
                    read.iter().map(|(claims, document)| Reading { document, claims, observed_at }).collect();
                for (done, reading) in store.ingest_batch(&readings)?.into_iter().zip(&readings) {
                    tally.documents += 1;
                    note(Noted::In(&reading.document.id));
                    match done {
                        Ingested::New { claims } => {
                            tally.new += 1;
                            tally.claims += claims;
                        }
                        Ingested::Revised { added, .. } => {
                            tally.revised += 1;
                            tally.claims += added;
                        }
                        _ => {}
                    }
                }
                Ok(())
            },
        )?;
        bar.finish_and_clear();
        // Even where nothing is new: an ingest that was killed before this line left its claims without views.
        self.derive(store)?;
        Ok(tally)
    }

    /// Brings events, conflicts and entities to the claims that stand: what came since concerns, or everything.
    pub fn derive(&self, store: &mut dyn Store) -> Result<Reach, Failure> {
        Ok(store.derive(&Deriver::new(&self.resolver, self.kb))?)
    }

    /// Derives events, conflicts and entities from all claims that stand, in place of those before.
    pub fn derive_whole(&self, store: &mut dyn Store) -> Result<(), Failure> {
        store.derive_whole(&Deriver::new(&self.resolver, self.kb))?;
        Ok(())
    }

    /// As [`resolved`].
    pub fn resolved(&self, store: &dyn Store) -> Result<(Vec<Claim>, Resolution), Failure> {
        Ok(resolved(&self.resolver, store)?)
    }

    /// The claims that stand as they were extracted, whatever people made of them, names resolved.
    pub fn stated(&self, store: &dyn Store) -> Result<(Vec<Claim>, Resolution), Failure> {
        let mut claims = store.all_claims()?;
        let resolution = self.resolver.resolve(&mut claims);
        Ok((claims, resolution))
    }

    /// The knowledge base it works with.
    pub fn kb(&self) -> &'static KnowledgeBase {
        self.kb
    }

    /// Reads and extracts every input; results come in the order of the inputs. Gives the number rejected.
    pub fn extract(
        &self,
        inputs: &Inputs,
        mut each: impl FnMut(Document, Vec<Claim>) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        let work = |d: Document| {
            let claims = self.claims(&d);
            (d, claims)
        };
        in_order(inputs, "extracting", work, |(d, claims)| each(d, claims))
    }
}

/// Takes out claims that would not read back from their printed form: they would be in the log for good and could
/// never be shown. Gives how many there were.
fn keep_sound(claims: &mut Vec<Claim>) -> usize {
    let before = claims.len();
    claims.retain(|claim| {
        let sound =
            serde_json::to_value(claim).map_err(|e| e.to_string()).and_then(|json| Claim::from_json(&json));
        if let Err(why) = &sound {
            say("left out", &format!("{} {} by {}: {why}", claim.doc, claim.id, claim.rule));
        }
        sound.is_ok()
    });
    before - claims.len()
}

/// Reads every input and does some work on it in parallel; `each` gets the results in the order of the inputs.
///
/// What cannot be read is said on stderr and counted; the rest goes on.
pub fn in_order<T: Send>(
    inputs: &Inputs,
    what: &'static str,
    work: impl Fn(Document) -> T + Sync,
    mut each: impl FnMut(T) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let mut rejected = 0;
    let bar = progress::bar(inputs.count(), what);
    rounds(inputs.iter(), &inputs.limits(), work, |round| {
        for result in round {
            bar.inc(1);
            match result {
                Ok(done) => each(done)?,
                Err(rejection) => {
                    bar.suspend(|| rejection.say());
                    rejected += 1;
                }
            }
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(rejected)
}

fn rounds<T: Send>(
    mut inputs: impl Iterator<Item = Taken>,
    limits: &Limits,
    work: impl Fn(Document) -> T + Sync,
    mut each: impl FnMut(Vec<Result<T, Rejection>>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    loop {
        let (mut round, mut bytes, begun) = (Vec::new(), 0, Instant::now());
        while round.len() < ROUND && bytes < ROUND_BYTES && (round.is_empty() || begun.elapsed() < PATIENCE) {
            let Some(taken) = inputs.next() else { break };
            bytes += taken.as_ref().map_or(0, |w| w.input.bytes.len());
            round.push(taken);
        }
        if round.is_empty() {
            return Ok(());
        }
        each(
            round
                .into_par_iter()
                .map(|taken| taken.and_then(|waiting| one(&waiting, limits, &work)))
                .collect(),
        )?;
    }
}

fn one<T>(
    waiting: &Waiting,
    limits: &Limits,
    work: &(impl Fn(Document) -> T + Sync),
) -> Result<T, Rejection> {
    read(&waiting.input.as_input(), limits).map(work).map_err(|e| waiting.rejected(&e))
}
