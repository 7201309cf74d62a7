//! What the encoder makes of a document: read in windows of whole sentences, each with some of what stands before it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use tradewire_encoder::{Encoder, Piece, Reading};
use tradewire_model::{ClaimKind, Role};

use super::manner::MANNERS;
use super::roles::{TELLS, parts};
use super::tagger::LABELS;
use crate::token::{Row, Text};

/// Pieces that a window reads for the first time, and that it sees once more before them.
const NEW: usize = 224;
const AGAIN: usize = 96;
/// Bytes between two sentences that no window reaches over.
const APART: usize = 200;
/// What no share falls below before its logarithm is taken.
const LEAST: f32 = 1e-4;

/// The encoder with its labels in the order of ours.
pub(crate) struct Context {
    encoder: Encoder,
    /// For each of [`TELLS`] but the first its place among the encoder's.
    tells: Vec<Option<usize>>,
    /// The place of each part among the encoder's.
    roles: HashMap<Role, usize>,
    source: Option<usize>,
    /// For each of [`MANNERS`] its place.
    manners: Vec<Option<usize>>,
    /// First and further pieces of persons and organisations.
    names: [Option<usize>; 4],
}

impl Context {
    /// The encoder that ships, loaded once.
    pub(crate) fn shipped() -> Option<&'static Self> {
        static SHIPPED: LazyLock<Option<Context>> =
            LazyLock::new(|| Encoder::shipped().ok().map(Context::new));
        SHIPPED.as_ref()
    }

    pub(crate) fn new(encoder: Encoder) -> Self {
        let place = |all: &[String], name: &str| all.iter().position(|x| x == name);
        let of = encoder.labels();
        let told = |(kind, of_move): (Option<ClaimKind>, Option<tradewire_model::MoveType>)| {
            let name = match of_move {
                Some(m) => format!("{}.{}", kind?.as_str(), m.as_str()),
                None => kind?.as_str().to_owned(),
            };
            place(&of.tells, &name)
        };
        let tells = TELLS.iter().skip(1).map(|t| told((t.0, t.1))).collect();
        let roles = of.roles.iter().enumerate().filter_map(|(i, r)| Some((r.parse().ok()?, i))).collect();
        let source = place(&of.roles, "source");
        let manners = MANNERS.iter().map(|m| place(&of.manners, m.as_str())).collect();
        let names = ["B-P", "I-P", "B-O", "I-O"].map(|n| place(&of.tags, n));
        Self { tells, roles, source, manners, names, encoder }
    }
}

/// A stretch that was read at once.
struct Window {
    /// The bytes of the folded text that it read for the first time.
    own: Range<usize>,
    /// Its pieces, their bytes in the folded text.
    pieces: Vec<Range<usize>>,
    read: Reading<'static>,
    /// Parts in what words tell, by first piece, for those that were asked for.
    parts: RefCell<HashMap<usize, Rc<Vec<f32>>>>,
}

impl Window {
    /// The pieces that touch a range of the folded text.
    fn touching(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.pieces.partition_point(|p| p.end <= range.start);
        let end = self.pieces.partition_point(|p| p.start < range.end);
        start..end.max(start)
    }

    /// Shares of parts in what the word at a piece tells, one piece's behind the other's.
    fn parts(&self, piece: usize) -> Rc<Vec<f32>> {
        let mut known = self.parts.borrow_mut();
        Rc::clone(known.entry(piece).or_insert_with(|| Rc::new(self.read.parts(piece))))
    }
}

/// A document as the encoder has read it.
pub(crate) struct Passage {
    context: &'static Context,
    windows: Vec<Window>,
}

impl Passage {
    /// Reads the sentences of a document among which `wanted` says that something may be told.
    pub(crate) fn read(
        context: &'static Context,
        text: &Text<'_>,
        rows: &[Row],
        wanted: impl Fn(&Row) -> bool,
    ) -> Self {
        let mut windows = Vec::new();
        let mut from = 0;
        while from < rows.len() {
            let near = |k: &usize| rows[*k].range.start.saturating_sub(rows[*k - 1].range.end) <= APART;
            let to = (from + 1..rows.len()).take_while(near).last().map_or(from + 1, |k| k + 1);
            let run = &rows[from..to];
            if run.iter().any(&wanted) {
                windows_of(context, text, run, &wanted, &mut windows);
            }
            from = to;
        }
        Self { context, windows }
    }

    /// The window in which a word was read first, and the word's first piece.
    fn at(&self, range: &Range<usize>) -> Option<(&Window, usize)> {
        let i = self.windows.partition_point(|w| w.own.end <= range.start);
        let w = self.windows.get(i).filter(|w| w.own.start <= range.start)?;
        let pieces = w.touching(range);
        (!pieces.is_empty()).then_some((w, pieces.start))
    }

    /// How likely a word tells each of [`TELLS`], nothing first; these need not add up to one.
    pub(crate) fn tells(&self, range: &Range<usize>) -> Option<[f32; TELLS.len()]> {
        let (w, piece) = self.at(range)?;
        let all = w.read.tells(piece);
        let mut out = [0.0; TELLS.len()];
        let mut none = 1.0;
        for (o, k) in out.iter_mut().skip(1).zip(&self.context.tells) {
            *o = k.and_then(|k| all.get(k).copied()).unwrap_or(0.0);
            none *= 1.0 - *o;
        }
        out[0] = none;
        Some(out)
    }

    /// Shares of no part and of each of the parts of a kind for a phrase, in what a word tells.
    pub(crate) fn shares(
        &self,
        kind: ClaimKind,
        trigger: &Range<usize>,
        phrase: &Range<usize>,
    ) -> Option<[f32; 8]> {
        let (w, piece) = self.at(trigger)?;
        let pieces = w.touching(phrase);
        let width = self.context.encoder.labels().roles.len();
        let all = w.parts(piece);
        let n = pieces.len() as f32;
        if pieces.is_empty() {
            return None;
        }
        let share = |role: usize| pieces.clone().map(|p| all[p * width + role]).sum::<f32>() / n;
        let mut out = [0.0; 8];
        let mut rest = 1.0;
        for (o, role) in out.iter_mut().skip(1).zip(parts(kind)) {
            *o = self.context.roles.get(role).map_or(0.0, |r| share(*r));
            rest -= *o;
        }
        out[0] = rest.max(0.0);
        Some(out)
    }

    /// How likely a phrase is the one that tells what a word tells.
    pub(crate) fn source(&self, trigger: &Range<usize>, phrase: &Range<usize>) -> Option<f32> {
        let (w, piece) = self.at(trigger)?;
        let pieces = w.touching(phrase);
        let width = self.context.encoder.labels().roles.len();
        let role = self.context.source?;
        let all = w.parts(piece);
        let n = pieces.len() as f32;
        (!pieces.is_empty()).then(|| pieces.map(|p| all[p * width + role]).sum::<f32>() / n)
    }

    /// Shares of how firmly that is told which a word tells, as [`MANNERS`] orders them.
    pub(crate) fn manner(&self, trigger: &Range<usize>) -> Option<[f32; 6]> {
        let (w, piece) = self.at(trigger)?;
        let all = w.read.manner(piece);
        let mut out = [0.0; 6];
        for (o, k) in out.iter_mut().zip(&self.context.manners) {
            *o = k.and_then(|k| all.get(k).copied()).unwrap_or(0.0);
        }
        Some(out)
    }

    /// Logarithms of the shares of each label of the tagger for a unit.
    pub(crate) fn names(&self, unit: &Range<usize>) -> Option<[f32; LABELS]> {
        let (w, piece) = self.at(unit)?;
        let tags = w.read.tags(piece);
        let begins = w.pieces[piece].start >= unit.start;
        let share = |k: usize| self.context.names[k].and_then(|t| tags.get(t).copied()).unwrap_or(0.0);
        let mut out = [0.0; LABELS];
        let mut rest = 1.0;
        for (first, further) in [(1, 2), (3, 4)] {
            let (b, i) = (share(first - 1), share(further - 1));
            rest -= b + i;
            (out[first], out[further]) = if begins { (b, i) } else { (0.0, b + i) };
        }
        out[0] = rest;
        Some(out.map(|s: f32| s.max(LEAST).ln()))
    }
}

/// Cuts sentences that stand behind each other into windows and reads those in which something may be told.
fn windows_of(
    context: &'static Context,
    text: &Text<'_>,
    run: &[Row],
    wanted: &impl Fn(&Row) -> bool,
    out: &mut Vec<Window>,
) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let whole = text.meant_range(&(first.range.start..last.range.end));
    let pieces = context.encoder.pieces(text.meant().get(whole.clone()).unwrap_or_default());
    let folded: Vec<Range<usize>> = pieces
        .iter()
        .map(|p| text.folded_range(&(whole.start + p.range.start..whole.start + p.range.end)))
        .collect();
    // The first piece of each sentence, and the end of all.
    let mut starts: Vec<usize> =
        run.iter().map(|r| folded.partition_point(|p| p.end <= r.range.start)).collect();
    starts.push(pieces.len());
    let most = context.encoder.most();
    let mut k = 0;
    while k < run.len() {
        let mut end = k + 1;
        while end < run.len() && starts[end + 1] - starts[k] <= NEW {
            end += 1;
        }
        let back = (0..k).rev().take_while(|b| starts[k] - starts[*b] <= AGAIN).last().unwrap_or(k);
        if run[k..end].iter().any(wanted) {
            // A sentence longer than what is read at once is read in parts.
            let mut from = starts[k];
            let mut seen = starts[back];
            loop {
                let to = starts[end].min(seen + most);
                let own_end = if to == starts[end] { run[end - 1].range.end } else { folded[to - 1].end };
                let own_start = if from == starts[k] { run[k].range.start } else { folded[from].start };
                out.push(Window {
                    own: own_start..own_end,
                    pieces: folded[seen..to].to_vec(),
                    read: read(&context.encoder, &pieces[seen..to]),
                    parts: RefCell::default(),
                });
                if to == starts[end] {
                    break;
                }
                from = to;
                seen = to - AGAIN;
            }
        }
        k = end;
    }
}

fn read(encoder: &'static Encoder, pieces: &[Piece]) -> Reading<'static> {
    encoder.read(pieces)
}
