use std::ops::Range;

use tradewire_kb::KnowledgeBase;
use tradewire_model::{
    Attribution, BlockKind, Claim, ClaimKind, Currency, Derivation, Document, Modality, Role, RuleId, Step,
    TextSpan,
};
use tradewire_quantity::{Context, Region};

use crate::ExtractError;
use crate::attribution::{Negated, Scope, judge, negated, scopes};
use crate::build::{Draft, drafts};
use crate::class::Class;
use crate::cohort::Cohort;
use crate::discourse::{Discourse, Entity, Seat};
use crate::fill::{Filled, Filler, Scene};
use crate::frame::Frame;
use crate::learned::manner::{MANNERS, by_rules, of_manner, of_teller, tellers};
use crate::learned::propose::{SURE, Thresholds, employer, enough, settle, tried};
use crate::learned::roles::tells;
use crate::learned::{Learned, figure};
use crate::lexicon::Lexicon;
use crate::names::{Taught, apply, appositions, find};
use crate::naming::Naming;
use crate::phrase::phrases;
use crate::pointer;
use crate::quarrel::{
    dedup, each_unit, elsewhere, purposive, shares, sift, tellers_apart, told_before, worth_of_raised,
};
use crate::rules::Rules;
use crate::token::{NameClass, Row, Text, may_tell, number_clauses, row, triggers};

/// Name and version that claims bear.
const NAME: &str = "frames/0.1";

/// What a sentence leaves for those after it.
struct Sentence {
    /// The post that was last said to be left.
    seat: Option<Seat>,
    /// Where people now are.
    settled: Vec<(Entity, Entity)>,
    /// People by number who moved, and whom the next sentences may name.
    cohort: Option<Cohort>,
}

/// What can be watched while a document is read.
pub(crate) enum Look<'a> {
    /// A sentence, before its claims.
    Scene(&'a Scene<'a>),
    /// A claim of it.
    Claim { scene: &'a Scene<'a>, draft: &'a Draft },
}

/// Reads documents into claims.
pub struct Extractor<'k> {
    pub(crate) lexicon: Lexicon,
    pub(crate) naming: Naming,
    pub(crate) kb: &'k KnowledgeBase,
    pub(crate) learned: Option<Learned>,
    pub(crate) thresholds: Thresholds,
    domain: bool,
}

impl<'k> Extractor<'k> {
    /// Compiles the rules that ship with the program for a knowledge base.
    ///
    /// # Errors
    /// [`ExtractError`] names the file and the rule that make no sense.
    pub fn new(kb: &'k KnowledgeBase) -> Result<Self, ExtractError> {
        Self::with_rules(kb, &Rules::shipped())
    }

    /// Compiles other rules for a knowledge base.
    ///
    /// # Errors
    /// [`ExtractError`] names the file and the rule that make no sense.
    pub fn with_rules(kb: &'k KnowledgeBase, rules: &Rules) -> Result<Self, ExtractError> {
        Ok(Self {
            lexicon: Lexicon::new(kb, rules)?,
            naming: Naming::load(kb, rules)?,
            kb,
            learned: Learned::shipped(),
            thresholds: Thresholds::default(),
            domain: true,
        })
    }

    /// The same without what was learnt from labelled sentences: by rules alone.
    #[must_use]
    pub fn by_rules_alone(mut self) -> Self {
        self.learned = None;
        self
    }

    /// The same with other limits for what the models say: from which share on a word tells something against the rules,
    /// a part that it lacks is taken up, a part that a frame lacks is, manner and teller are believed, and a figure tells
    /// something of its own against the rules and with them.
    #[must_use]
    pub fn with_limits(mut self, [event, part, extra, manner, teller, figure, ruled]: [f32; 7]) -> Self {
        self.thresholds = Thresholds { event, part, extra, manner, teller, figure, ruled };
        self
    }

    /// The same with other models than those that ship.
    ///
    /// # Errors
    /// Where the bytes are not what [`crate::training::train`] writes.
    pub fn with_models(mut self, bytes: &[u8]) -> Result<Self, ExtractError> {
        self.learned = Some(Learned::from_bytes(bytes).ok_or(ExtractError::Models)?);
        Ok(self)
    }

    /// The same with the domain stage on or off: whether documents about other fields yield nothing.
    #[must_use]
    pub fn with_domain(mut self, on: bool) -> Self {
        self.domain = on;
        self
    }

    /// Reads the claims of a document, in the order of the text.
    ///
    /// Damaged stretches and boilerplate yield none.
    #[must_use]
    pub fn extract(&self, doc: &Document) -> Vec<Claim> {
        self.read(doc, &mut |_| {})
    }

    /// Shows how each sentence of a document is read: its tokens and its phrases, one line each.
    ///
    /// For people who write rules and want to see why one does not fit.
    #[must_use]
    pub fn trace(&self, doc: &Document) -> Vec<String> {
        let mut lines = Vec::new();
        let _ = self.read(doc, &mut |seen| {
            let Look::Scene(scene) = seen else { return };
            let words = |r: Range<usize>| scene.text.words(r);
            lines.push(format!("# {}", words(scene.row.range.clone())));
            for t in &scene.row.tokens {
                let name = t
                    .name
                    .as_ref()
                    .map(|n| format!(" {:?}{}", n.class, if n.kb.is_some() { "*" } else { "" }));
                let quantity = t.quantity.map(|q| format!(" {}", scene.row.quantities[q].kind));
                let verb = triggers(&self.lexicon, t)
                    .iter()
                    .map(|(f, _)| format!(" !{}", self.lexicon.frames[*f as usize].id))
                    .collect::<String>();
                lines.push(format!(
                    "  {} [{}]{}{}{} {:?}",
                    t.clause,
                    words(t.range()),
                    name.unwrap_or_default(),
                    quantity.unwrap_or_default(),
                    verb,
                    t.classes
                ));
            }
            for p in scene.phrases {
                let org = p.org.as_ref().map(|o| match o {
                    crate::phrase::Of::Name(_, r) => words(r.clone()).to_owned(),
                    crate::phrase::Of::Pronoun => "(its)".to_owned(),
                });
                lines.push(format!(
                    "  = {:?} «{}» org={org:?} role={:?} former={} governor={:?} list={}",
                    p.head,
                    words(p.core.clone()),
                    p.role.clone().map(words),
                    p.former,
                    p.governor.map(|g| words(scene.row.tokens[g].range())),
                    p.list
                ));
            }
            if let Some(roles) = self.learned.as_ref().and_then(|l| l.roles.as_ref()) {
                lines.extend(crate::learned::propose::trace(scene, &self.lexicon, roles));
            }
        });
        lines
    }

    pub(crate) fn read(&self, doc: &Document, look: &mut dyn FnMut(Look<'_>)) -> Vec<Claim> {
        let mut text = Text::new(doc, &self.lexicon, context(doc));
        if !text.hits.iter().any(|h| {
            let w = self.lexicon.word(*h);
            !w.triggers.is_empty() || w.soft
        }) {
            return Vec::new();
        }
        if self.domain && !crate::domain::about_the_field(&text, &self.lexicon) {
            return Vec::new();
        }
        let (mut rows, taught) = self.rows(doc, &mut text);
        let mut discourse = Discourse::default();
        let mut claims = Vec::new();
        for row in &mut rows {
            apply(row, &text, &taught);
            number_clauses(row);
            let phrases = phrases(row, &text.folded.text);
            if row.block != discourse.block {
                discourse.block = row.block;
                discourse.reporting = None;
                discourse.announcing = None;
            }
            let pointed = match self.learned.as_ref().and_then(|l| l.pointers.as_ref()) {
                Some(weights) => pointer::resolve(weights, row, &text, &phrases, &discourse),
                None => pointer::by_rules(row, &text, &phrases, &discourse),
            };
            let scene = Scene {
                text: &text,
                kb: self.kb,
                row,
                phrases: &phrases,
                before: &discourse,
                pointed: &pointed,
            };
            look(Look::Scene(&scene));
            let heard = scopes(&scene);
            let Sentence { seat, settled, cohort } = self.sentence(&scene, &heard, &mut claims, look);
            let outlet = heard.iter().find(|s| s.outlet).and_then(|s| s.source.clone());
            let announcer = crate::attribution::announcer(&scene, &heard);
            let said = heard.into_iter().find_map(|s| s.source);
            discourse.note(&text, row, self.kb, &phrases, &pointed);
            for (person, org) in settled {
                discourse.settle(&person, &org);
            }
            if cohort.is_some() {
                discourse.cohort = cohort;
            }
            discourse.seat_age = if seat == discourse.seat { discourse.seat_age + 1 } else { 0 };
            discourse.seat = seat;
            if outlet.is_some() {
                discourse.outlet.clone_from(&outlet);
                discourse.reporting = outlet;
                discourse.announcing = None;
            } else if announcer.is_some() {
                discourse.announcing = announcer;
            }
            if said.is_some() {
                discourse.source = said;
            }
        }
        dedup(&mut claims);
        claims
    }

    /// The sentences of a document as rows of tokens with the names found in each, and what the names teach.
    pub(crate) fn rows(&self, doc: &Document, text: &mut Text<'_>) -> (Vec<Row>, Taught) {
        let ranges: Vec<(Range<usize>, u32)> = doc
            .sentences
            .iter()
            .filter(|s| doc.blocks.get(s.block as usize).is_none_or(|b| b.kind != BlockKind::Boilerplate))
            .filter(|s| !doc.is_damaged(s.span))
            .map(|s| (text.folded.map.to_target(s.span.range()), s.block))
            .collect();
        let mut taught = Taught::default();
        let rows: Vec<Row> = ranges
            .into_iter()
            .map(|(r, block)| {
                let mut quantities =
                    tradewire_quantity::recognise_folded(&text.folded.text[r.clone()], &text.context);
                for q in &mut quantities {
                    shift(q, r.start);
                }
                let mut row = row(text, &self.lexicon, self.kb, r, quantities);
                row.block = block;
                find(&mut row, text, &self.naming, &mut taught);
                if let Some(l) = &self.learned
                    && row.tokens.iter().any(|t| may_tell(&self.lexicon, t))
                {
                    let tagger = l.tagger(row.chinese);
                    crate::learned::names::find(&mut row, text, &self.naming, tagger, &mut taught);
                    if row.chinese {
                        appositions(&mut row, text, &self.naming, &mut taught);
                    }
                }
                row
            })
            .collect();
        for name in rows.iter().flat_map(|r| &r.tokens).filter_map(|t| t.name.as_ref()) {
            if name.class == NameClass::Org
                && let Some(i) = name.kb
            {
                *text.orgs.entry(i).or_default() += 1;
            }
        }
        taught.index();
        (rows, taught)
    }

    /// Reads the claims of a sentence.
    fn sentence(
        &self,
        scene: &Scene<'_>,
        scopes: &[Scope],
        claims: &mut Vec<Claim>,
        look: &mut dyn FnMut(Look<'_>),
    ) -> Sentence {
        let mut fills: Vec<Filled> = Vec::new();
        let mut seat = scene.before.seat.clone();
        for (i, t) in scene.row.tokens.iter().enumerate() {
            if !may_tell(&self.lexicon, t) {
                continue;
            }
            let forms = triggers(&self.lexicon, t);
            let mut tried = tried(scene, &self.lexicon, i, forms, seat.as_ref());
            for x in tried.iter_mut().filter(|x| !x.ok) {
                let frame = &self.lexicon.frames[x.filled.frame as usize];
                if stays(scene, frame, &mut x.filled, &fills) {
                    x.ok = enough(scene, frame, &x.filled);
                }
            }
            let kept = match self.learned.as_ref().and_then(|l| l.roles.as_ref()) {
                Some(roles) => settle(scene, &self.lexicon, roles, i, forms, tried, self.thresholds),
                None => tried.into_iter().filter(|x| x.ok).map(|x| x.filled).collect(),
            };
            for filled in kept {
                seat = filled.leaves(&self.lexicon.frames[filled.frame as usize]).or(seat);
                fills.push(filled);
            }
        }
        let all = fills.clone();
        let winner = |f: &Filled| {
            let frame = &self.lexicon.frames[f.frame as usize];
            all.iter().position(|o| {
                frame.yields_to.contains(&self.lexicon.frames[o.frame as usize].id)
                    && shares(f, o)
                    && !(o.trigger > f.trigger && told_before(scene, o.trigger))
            })
        };
        for f in &all {
            // What gives way leaves behind what the other does not know: whence, and who acted.
            let Some(w) = winner(f) else { continue };
            let (mine, theirs) =
                (&self.lexicon.frames[f.frame as usize], &self.lexicon.frames[all[w].frame as usize]);
            if mine.kind != theirs.kind {
                continue;
            }
            if let Some(o) = fills.iter_mut().find(|o| o.trigger == all[w].trigger && o.frame == all[w].frame)
            {
                if o.by.is_none() {
                    o.by.clone_from(&f.by);
                }
                for s in
                    f.slots.iter().filter(|s| matches!(s.0, Role::RoleBefore | Role::RoleAfter | Role::From))
                {
                    if o.get(s.0).is_none() {
                        o.slots.push(s.clone());
                    }
                }
            }
        }
        fills.retain(|f| winner(f).is_none());
        if let Some(o) = crate::fill::package_of_move(scene, &self.lexicon.frames, &fills) {
            // The sum is the mover's, not a band.
            let sum = o.get(Role::Total).cloned();
            fills.retain(|f| {
                self.lexicon.frames[f.frame as usize].kind != ClaimKind::Payband
                    || f.get(Role::Amount) != sum.as_ref()
            });
            fills.push(o);
        }
        let mut made: Vec<Draft> = Vec::new();
        for f in &fills {
            let frame = &self.lexicon.frames[f.frame as usize];
            for d in drafts(scene, frame, f) {
                if !purposive(scene, f.trigger) {
                    made.push(d);
                }
            }
        }
        sift(&mut made);
        tellers_apart(&mut made, scopes, self.kb);
        worth_of_raised(&mut made);
        elsewhere(&mut made);
        made.extend(crate::cohort::named(scene));
        each_unit(&mut made);
        let cohort = crate::cohort::of(scene, &made);
        made.extend(self.figures(scene, &made));
        made.extend(crate::unit::heads(scene, &made));
        for d in made {
            claims.extend(self.claim(scene, scopes, d, look));
        }
        crate::backers::later(scene, claims);
        crate::backers::price(scene, claims);
        crate::speech::statements(scene, scopes, &mut |d| claims.extend(self.claim(scene, &[], d, look)));
        let settled =
            fills.iter().filter_map(|f| f.settles(&self.lexicon.frames[f.frame as usize])).collect();
        Sentence { seat, settled, cohort }
    }

    /// The figures of a sentence that no other claim has used and that tell something: as the model holds, else by rules.
    fn figures(&self, scene: &Scene<'_>, made: &[Draft]) -> Vec<Draft> {
        let Some(roles) = self.learned.as_ref().and_then(|l| l.roles.as_ref()) else {
            return crate::stat::stats(scene, made, &crate::stat::tells_something);
        };
        crate::stat::stats(scene, made, &|scene, at, q| {
            let rule = crate::stat::tells_something(scene, at, q);
            let f = figure::of_figure(scene, &self.lexicon, at, q, rule);
            let share = figure::share(&roles.figures, &f);
            share > self.thresholds.figure || rule && share > self.thresholds.ruled
        })
    }

    /// Lets the models speak on the manner of a draft and on who tells it.
    fn heard(
        &self,
        scene: &Scene<'_>,
        scopes: &[Scope],
        d: &Draft,
        attribution: &mut Attribution,
        modality: &mut Modality,
    ) {
        let Some(roles) = self.learned.as_ref().and_then(|l| l.roles.as_ref()) else { return };
        let told = d
            .args
            .text(Role::Type)
            .and_then(|t| tells(d.kind, t.parse().ok()))
            .or_else(|| tells(d.kind, None))
            .unwrap_or(0);
        let (rule, source) = by_rules(scene, scopes, d.trigger);
        let shares = roles.manner.shares(&of_manner(scene, d.trigger, told, rule, scopes));
        let best = (0..shares.len()).fold(0, |m, k| if shares[k] > shares[m] { k } else { m });
        // Nothing is held for denied unless a word denies it.
        let said = |m: Modality| {
            m != Modality::Denied
                || MANNERS[rule] == Modality::Denied
                || scene.row.tokens.iter().any(|t| {
                    t.any(&[Class::Deny, Class::Negation, Class::Decline, Class::Refuse, Class::Hypothetical])
                })
        };
        if shares[best] > self.thresholds.manner && said(MANNERS[best]) {
            *modality = MANNERS[best];
        }
        if attribution.source.is_none() && !attribution.anonymous {
            let teller = tellers(scene)
                .into_iter()
                .map(|(p, range)| {
                    (roles.manner.tells(&of_teller(scene, d.trigger, p, source.as_ref() == Some(&range))), p)
                })
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .filter(|x| x.0 > self.thresholds.teller);
            if let Some((_, p)) = teller
                && let Some(e) = crate::fill::entity(scene, &scene.phrases[p])
            {
                attribution.source = Some(e.name(self.kb));
            }
        }
    }

    /// Works out place, attribution and modality of a draft; what is only supposed is no claim.
    fn claim(
        &self,
        scene: &Scene<'_>,
        scopes: &[Scope],
        d: Draft,
        look: &mut dyn FnMut(Look<'_>),
    ) -> Option<Claim> {
        let (mut attribution, mut modality, cue) =
            judge(scene.row, scene.text, self.kb, scopes, d.trigger, &d.parties, scene.before);
        if d.kind == ClaimKind::Statement {
            attribution = Attribution::default();
            modality = match d.args.text(Role::Outcome) {
                _ if d.steps.iter().any(|s| s.how == "declined") => Modality::Declined,
                _ if d.steps.iter().any(|s| s.how == "denied") => Modality::Denied,
                _ => Modality::Asserted,
            };
        } else {
            match negated(scene.row, d.trigger) {
                // What is asked or supposed tells nothing, unless the model, which has seen that too, is sure.
                Negated::Supposed if d.share.is_none_or(|s| s < SURE) => return None,
                Negated::Supposed => {}
                Negated::Denied => modality = Modality::Denied,
                Negated::No => {}
            }
        }
        if d.kind != ClaimKind::Statement {
            self.heard(scene, scopes, &d, &mut attribution, &mut modality);
        }
        let doc = scene.text.doc;
        let text_span = TextSpan::of(scene.text.folded.map.to_source(d.extent.clone()));
        if text_span.is_empty() || doc.is_damaged(text_span) {
            return None;
        }
        let span = doc.to_raw(text_span);
        let quote = span.slice(&doc.raw).filter(|q| !q.is_empty())?;
        let rule = self.lexicon.frames.get(d.frame as usize).map_or_else(
            || {
                RuleId::new(match d.kind {
                    ClaimKind::Stat => "stat.figure",
                    ClaimKind::Unit => "unit.head",
                    _ => "statement.speech",
                })
            },
            |f| f.id.clone(),
        );
        look(Look::Claim { scene, draft: &d });
        let mut derivation = Derivation { steps: d.steps };
        if let Some(k) = cue {
            let t = &scene.row.tokens[k];
            derivation.steps.push(Step {
                what: "modality".to_owned(),
                text: scene.text.words(t.range()).to_owned(),
                span: Some(TextSpan::of(scene.text.folded.map.to_source(t.range()))),
                how: modality.as_str().to_owned(),
            });
        }
        // Carried-over parts and unknown names make a claim less sure.
        let unknown = d.parties.iter().filter(|e| e.kb.is_none()).count().min(3);
        let confidence = crate::sureness::confidence(d.kind, d.carried, unknown, d.share);
        if let Some(share) = d.share {
            derivation.steps.push(Step {
                what: "model".to_owned(),
                text: String::new(),
                span: None,
                how: format!("{share:.2}{}", if d.guessed { ", no rule" } else { "" }),
            });
        }
        let id = Claim::content_id(&doc.name, span, d.kind, &d.args);
        Some(Claim {
            id,
            doc: doc.name.clone(),
            published: doc.meta.published.clone(),
            kind: d.kind,
            modality,
            args: d.args,
            attribution,
            quote: quote.to_owned(),
            span,
            text_span: Some(text_span),
            extractor: NAME.to_owned(),
            rule,
            confidence,
            derived: tradewire_model::Args::new(),
            derivation,
        })
    }
}

/// What the quantities of a document are read by.
pub(crate) fn context(doc: &Document) -> Context {
    let language = doc.meta.language.as_deref().unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let chinese = language.starts_with("zh");
    // zh-TW, zh-Hant-HK: a page that says where it is from counts in that place's dollar; of others the words tell it.
    let region = match language.rsplit('-').next() {
        Some("tw") if chinese => Region::Taiwan,
        Some("hk") if chinese => Region::HongKong,
        Some("hant") => Region::told_by(&doc.text),
        _ => Region::Mainland,
    };
    let currency = match region {
        Region::Taiwan => "TWD".parse().ok(),
        Region::HongKong => "HKD".parse().ok(),
        Region::Mainland | Region::Traditional => Some(Currency::CNY),
    };
    Context { published: doc.meta.published.clone(), default_currency: currency.filter(|_| chinese), region }
}

/// «joined Northgate in 2019, rose to partner in 2020»: a promotion that names no firm is where the person was last said
/// to be, in the sentence or before it.
fn stays(scene: &Scene<'_>, frame: &Frame, filled: &mut Filled, fills: &[Filled]) -> bool {
    let rises = frame.set.iter().any(|(r, c)| *r == Role::Type && c == "promotion") && !frame.succession;
    if !rises || filled.get(Role::To).is_some() || filled.get(Role::RoleAfter).is_none() {
        return false;
    }
    let Some(Filler::People(people)) = filled.get(Role::Person) else { return false };
    let [(person, _)] = &people[..] else { return false };
    let here = fills.iter().rev().find_map(|f| {
        let (Some(Filler::People(p)), Some(Filler::Orgs(o))) = (f.get(Role::Person), f.get(Role::To)) else {
            return None;
        };
        p.iter().any(|x| x.0.same(person)).then(|| o.first().cloned()).flatten()
    });
    let own = || people[0].1.and_then(|i| employer(scene, i));
    let Some(mut org) = here.or_else(own).or_else(|| scene.before.home(person)) else { return false };
    org.carried = Some("the organisation that the text has the person at");
    filled.carried += 1;
    filled.slots.push((Role::To, Filler::Orgs(vec![org]), false));
    true
}

/// Moves the places of a quantity.
fn shift(q: &mut tradewire_quantity::Quantity, by: usize) {
    let move_range = |r: &mut Range<usize>| {
        r.start += by;
        r.end += by;
    };
    move_range(&mut q.range);
    move_range(&mut q.core);
}
