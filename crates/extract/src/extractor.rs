use std::cell::OnceCell;
use std::ops::Range;

use tradewire_encoder::Encoder;
use tradewire_kb::KnowledgeBase;
use tradewire_model::{
    Attribution, BlockKind, Claim, ClaimKind, Derivation, Document, Modality, MoveType, Role, RuleId, Step,
    TextSpan, Value,
};

use crate::ExtractError;
use crate::attribution::{Negated, Scope, judge, negated, scopes};
use crate::build::{Draft, drafts};
use crate::class::Class;
use crate::cohort::Cohort;
use crate::discourse::{Discourse, Entity, Seat};
use crate::effect::{ahead, takes_effect};
use crate::fill::{Filled, Filler, Scene};
use crate::frame::Frame;
use crate::inflect::Form;
use crate::learned::manner::{MANNERS, by_rules, of_manner, of_teller, tellers};
use crate::learned::names::Sees;
use crate::learned::passage::{Context as Encoded, Passage};
use crate::learned::propose::{Mix, SURE, Thresholds, Tried, enough, mixed, settle, tells_some, tried};
use crate::learned::roles::tells;
use crate::learned::{Learned, figure};
use crate::lexicon::Lexicon;
use crate::measures::{context, measures};
use crate::names::{Taught, apply, appositions, find};
use crate::naming::Naming;
use crate::newcomer::{self, Newcomer};
use crate::origin::{self, Origins};
use crate::phrase::{Of, phrases};
use crate::pointer;
use crate::quarrel::{
    dedup, each_unit, elsewhere, led_where_joined, purposive, shares, sift, tellers_apart, told_before,
    worth_of_raised,
};
use crate::rules::Rules;
use crate::stat::Figures;
use crate::token::{NameClass, Row, Text, may_tell, number_clauses, row, triggers};
use crate::whereabouts::{
    asked_in, came_to_nothing, comes_from_left, followed_by, goes_nowhere, handed_over, has_people,
    leaves_for_it, leaves_goal, leaves_the_new, left_once, left_the_same, onward, post_of_replaced,
    post_told, quit_to_join, raises_for, replaced, replaced_by, retold, sent, stays, succeeded, taken_up,
    taken_with_firm, takes_post, takes_seat, verb_said_once, with_whom,
};

/// Name and version that claims bear.
const NAME: &str = "frames/0.1";

/// What a sentence leaves for those after it.
struct Sentence {
    /// The post that was last said to be left.
    seat: Option<Seat>,
    /// Where people now are.
    settled: Vec<(Entity, Entity)>,
    /// The organisations of what it tells, each with its part.
    played: Vec<(Role, Entity)>,
    /// People by number who moved, and whom the next sentences may name.
    cohort: Option<Cohort>,
    /// Whoever it has come or go without a name.
    newcomer: Option<Newcomer>,
    /// The firm that it says to be founded.
    founded: Option<Entity>,
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
    /// Whether the encoder reads too, and which other than the one that ships.
    careful: bool,
    encoder: Option<&'static Encoded>,
    pub(crate) thresholds: Thresholds,
    domain: bool,
    /// The frame of an offer that is made.
    offering: u16,
    figures: Figures,
    origins: Origins,
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
        let lexicon = Lexicon::new(kb, rules)?;
        let at = lexicon.frames.iter().position(|f| f.id.as_str() == "offer.make");
        let offering = at.and_then(|i| u16::try_from(i).ok()).unwrap_or(u16::MAX);
        Ok(Self {
            lexicon,
            naming: Naming::load(kb, rules)?,
            figures: Figures::load(rules)?,
            origins: Origins::load(rules)?,
            kb,
            learned: Learned::shipped(),
            careful: true,
            encoder: None,
            thresholds: Thresholds::default(),
            domain: true,
            offering,
        })
    }

    /// The same without what was learnt from labelled sentences: by rules alone.
    #[must_use]
    pub fn by_rules_alone(mut self) -> Self {
        self.learned = None;
        self.careful = false;
        self
    }

    /// The same without the encoder, by rules and models over features: some ten times as fast, and less often right.
    #[must_use]
    pub fn quick(mut self) -> Self {
        self.careful = false;
        self
    }

    /// The same with another encoder than the one that ships, from the bytes that `crates/encoder/train/export.py` writes; it
    /// stays in memory until the program ends.
    ///
    /// # Errors
    /// Where the bytes are no model.
    pub fn with_encoder(mut self, bytes: &[u8]) -> Result<Self, ExtractError> {
        let encoder = Encoder::from_bytes(bytes).map_err(|_| ExtractError::Models)?;
        self.encoder = Some(Box::leak(Box::new(Encoded::new(encoder))));
        Ok(self)
    }

    /// The same with other weights of the encoder beside the models over features: for what words tell, parts, names,
    /// manner and tellers, and from which share on it finds words of its own.
    #[must_use]
    pub fn with_mix(mut self, [event, part, name, manner, teller, word]: [f32; 6]) -> Self {
        self.thresholds.mix = Mix { event, part, name, manner, teller, word };
        self
    }

    /// The same with other limits for what the models say: from which share on a word tells something against the rules,
    /// a part that it lacks is taken up, a part that a frame lacks is, manner and teller are believed, and a figure tells
    /// something of its own against the rules and with them.
    #[must_use]
    pub fn with_limits(mut self, [event, part, extra, manner, teller, figure, ruled]: [f32; 7]) -> Self {
        let mix = self.thresholds.mix;
        self.thresholds = Thresholds { event, part, extra, manner, teller, figure, ruled, mix };
        self
    }

    /// The same with other models than those that ship, and without the encoder, which has learnt from every labelled
    /// passage.
    ///
    /// # Errors
    /// Where the bytes are not what [`crate::training::train`] writes.
    pub fn with_models(mut self, bytes: &[u8]) -> Result<Self, ExtractError> {
        self.learned = Some(Learned::from_bytes(bytes).ok_or(ExtractError::Models)?);
        self.careful = false;
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
                    Of::Name(_, r) => words(r.clone()).to_owned(),
                    Of::Pronoun => "(its)".to_owned(),
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
                lines.extend(crate::learned::propose::trace(
                    scene,
                    &self.lexicon,
                    roles,
                    self.thresholds.mix,
                ));
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
        let (mut rows, taught, passage) = self.rows(doc, &mut text);
        let mut discourse = Discourse::default();
        let mut claims = Vec::new();
        // How many claims there were before each of the last sentences.
        let mut last: [usize; 4] = [0; 4];
        for row in &mut rows {
            apply(row, &text, &taught);
            // 在港交所公告: what another sentence takes for a firm is still no more than where it is said.
            if row.chinese {
                crate::names::channels(row, &text, &self.naming);
                crate::names::registers(row, &text, &self.naming);
            }
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
                figures: &self.figures,
                row,
                phrases: &phrases,
                before: &discourse,
                pointed: &pointed,
                passage: passage.as_ref(),
                said: OnceCell::new(),
            };
            look(Look::Scene(&scene));
            let heard = scopes(&scene);
            last.rotate_left(1);
            last[3] = claims.len();
            let Sentence { seat, settled, played, cohort, newcomer, founded } =
                self.sentence(&scene, &heard, &mut claims, look);
            if claims[last[0]..].iter().any(origin::lacks)
                && let Some(origin) = origin::told(&scene, &self.origins)
            {
                origin::fill(&mut claims[last[0]..], &origin, self.kb);
            }
            crate::round::goes_on(&scene, &mut claims, last[3]);
            crate::answer::goes_on(&scene, &mut claims, last[3]);
            let outlet = heard.iter().find(|s| s.outlet).and_then(|s| s.source.clone());
            let announcer = crate::attribution::announcer(&scene, &heard);
            let said = heard.into_iter().find_map(|s| s.source);
            discourse.note(&text, row, self.kb, &phrases, &pointed);
            if claims[last[3]..].iter().any(|c| c.kind == ClaimKind::Offer) {
                discourse.offered = Some(discourse.sentence);
            }
            for (person, org) in settled {
                discourse.settle(&person, &org);
                discourse.moved.push(person);
            }
            for (role, firm) in played {
                discourse.played(role, &firm);
            }
            if cohort.is_some() {
                discourse.cohort = cohort;
            }
            if newcomer.is_some() {
                discourse.newcomer = newcomer;
            }
            if let Some(firm) = founded {
                discourse.founded = Some((firm, discourse.sentence));
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
        crate::answer::settled(&mut claims);
        dedup(&mut claims);
        claims
    }

    /// The sentences of a document as rows of tokens with the names found in each, and what the names teach.
    pub(crate) fn rows(&self, doc: &Document, text: &mut Text<'_>) -> (Vec<Row>, Taught, Option<Passage>) {
        let ranges: Vec<(Range<usize>, u32)> = doc
            .sentences
            .iter()
            .filter(|s| doc.blocks.get(s.block as usize).is_none_or(|b| b.kind != BlockKind::Boilerplate))
            .filter(|s| !doc.is_damaged(s.span))
            .map(|s| (text.folded.map.to_target(s.span.range()), s.block))
            .collect();
        let mut taught = Taught::default();
        let mut rows: Vec<Row> = ranges
            .into_iter()
            .map(|(r, block)| {
                let quantities = measures(text, &r);
                let mut row = row(text, &self.lexicon, self.kb, r, quantities);
                row.block = block;
                row
            })
            .collect();
        let tells = |row: &Row| row.tokens.iter().any(|t| may_tell(&self.lexicon, t));
        let encoder = if self.careful { self.encoder.or_else(Encoded::shipped) } else { None };
        let passage = encoder.map(|e| Passage::read(e, text, &rows, tells));
        for row in &mut rows {
            find(row, text, &self.naming, &mut taught);
            if let Some(l) = self.learned.as_ref().filter(|_| tells(row)) {
                let sees = Sees {
                    tagger: l.tagger(row.chinese),
                    passage: passage.as_ref(),
                    weight: self.thresholds.mix.name,
                };
                crate::learned::names::find(row, text, &self.naming, &sees, &mut taught);
                crate::names::channels(row, text, &self.naming);
                if row.chinese {
                    appositions(row, text, &self.naming, &mut taught);
                }
            }
            crate::names::quarters(row, text, &|w| self.figures.is_site(w));
            crate::names::close_forms(row, text);
        }
        crate::names::founded(&mut rows, text, &self.naming);
        crate::names::titled(&mut rows, text, &mut taught);
        crate::names::across(&mut rows, text, &self.naming, &mut taught);
        for name in rows.iter().flat_map(|r| &r.tokens).filter_map(|t| t.name.as_ref()) {
            if name.class == NameClass::Org
                && let Some(i) = name.kb
            {
                *text.orgs.entry(i).or_default() += 1;
            }
        }
        taught.index();
        (rows, taught, passage)
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
        let mut pivots: Vec<Filled> = Vec::new();
        let mut seat = scene.before.seat.clone();
        for (i, t) in scene.row.tokens.iter().enumerate() {
            if !tells_some(scene, &self.lexicon, i, self.thresholds.mix) {
                continue;
            }
            let all = triggers(&self.lexicon, t);
            let noun = a_noun(scene, i);
            // «announced the move on Twitter»
            if noun && &scene.text.folded.text[t.range()] == "move on" {
                continue;
            }
            // «what is left of it»
            let remains = &scene.text.folded.text[t.range()] == "left"
                && i > 0
                && scene.row.tokens[i - 1].is(Class::Be)
                && !scene.row.chinese;
            if remains {
                continue;
            }
            let held: Vec<_> = all
                .iter()
                .filter(|(f, _)| !noun || self.lexicon.frames[*f as usize].kind != ClaimKind::Approach)
                .copied()
                .collect();
            let forms = held.as_slice();
            let mut tried = tried(scene, &self.lexicon, i, forms, seat.as_ref());
            for x in tried.iter_mut().filter(|x| !x.ok) {
                let frame = &self.lexicon.frames[x.filled.frame as usize];
                if stays(scene, frame, &mut x.filled, &fills) {
                    x.ok = enough(scene, frame, &x.filled);
                }
            }
            if scene.row.chinese {
                let asks = |x: &&Tried| x.ok && self.lexicon.frames[x.filled.frame as usize].is(&["join"]);
                pivots.extend(tried.iter().filter(asks).map(|x| x.filled.clone()));
            }
            let kept = match self.learned.as_ref().and_then(|l| l.roles.as_ref()) {
                Some(roles) => settle(scene, &self.lexicon, roles, i, forms, tried, self.thresholds),
                None => tried.into_iter().filter(|x| x.ok).map(|x| x.filled).collect(),
            };
            for filled in kept {
                // «Ada's departure follows that of Ben»: of whom it was told where she went, no more than that.
                let told = forms.iter().any(|f| f.0 == filled.frame && f.1 == Form::Noun);
                if told && retold(scene, &self.lexicon.frames[filled.frame as usize], &filled) {
                    continue;
                }
                let left = filled.leaves(scene, &self.lexicon.frames[filled.frame as usize]);
                seat = left.map(|s| s.or_told(seat.as_ref())).or(seat);
                fills.push(filled);
            }
        }
        crate::round::put_in(scene, &self.lexicon.frames, &mut fills);
        if scene.row.chinese {
            asked_in(scene, &self.lexicon.frames, &pivots, &mut fills);
            takes_post(scene, &self.lexicon.frames, &mut fills);
            post_told(scene, &self.lexicon.frames, &mut fills);
            handed_over(scene, &self.lexicon.frames, &mut fills);
            left_once(scene, &self.lexicon.frames, &mut fills);
            sent(scene, &self.lexicon.frames, &self.naming, &mut fills);
            taken_with_firm(scene, &self.lexicon.frames, &mut fills);
            let implied = self.learned.as_ref().and_then(|l| l.roles.as_ref()).map(|r| &r.implied);
            origin::arrives(scene, &self.lexicon.frames, &mut fills);
            origin::no_goal(scene, &self.lexicon.frames, &mut fills, &self.origins, implied);
        } else {
            taken_up(scene, &self.lexicon.frames, &mut fills);
            leaves_for_it(scene, &self.lexicon.frames, &mut fills);
            fills.retain(|f| !has_people(scene, f));
            verb_said_once(scene, &self.lexicon.frames, &mut fills);
            leaves_the_new(scene, &self.lexicon.frames, &mut fills);
            quit_to_join(scene, &self.lexicon, &mut fills);
            goes_nowhere(&self.lexicon.frames, &mut fills);
            left_the_same(scene, &self.lexicon.frames, &mut fills);
            followed_by(scene, &self.lexicon.frames, &mut fills);
            replaced(scene, &self.lexicon.frames, &mut fills);
            replaced_by(scene, &self.lexicon.frames, &mut fills);
        }
        // What stands before anything gives way, where something may.
        let may_yield = fills.iter().any(|f| {
            let to = &self.lexicon.frames[f.frame as usize].yields_to;
            fills.iter().any(|o| to.contains(&self.lexicon.frames[o.frame as usize].id))
        });
        let all = if may_yield { fills.clone() } else { Vec::new() };
        // What only the model sees in a word in which a rule sees something else.
        let guess = |f: &Filled, o: &Filled| o.guessed && !f.guessed && o.trigger == f.trigger;
        let winner = |f: &Filled| {
            let frame = &self.lexicon.frames[f.frame as usize];
            // Of several that it fits, it gives way to the nearest.
            let mut fits: Vec<usize> = (0..all.len()).collect();
            fits.sort_by_key(|&i| all[i].trigger.abs_diff(f.trigger));
            fits.into_iter().find(|&i| {
                let o = &all[i];
                frame.yields_to.contains(&self.lexicon.frames[o.frame as usize].id)
                    && !(guess(f, o) && (frame.is(&["promotion"]) || o.org(Role::To).is_none()))
                    && shares(f, o, !scene.row.chinese)
                    && !onward(scene, frame, f, o)
                    && !leaves_goal(scene, frame, f, o)
                    && !(o.trigger > f.trigger && told_before(scene, o.trigger))
                    // «Larkspur's median package is $545,000»: nothing gives way to an offer that comes to nothing.
                    && (frame.kind != ClaimKind::Payband
                        || scene.row.chinese
                        || !scene.row.tokens[f.trigger].any(&[Class::Package, Class::Annual])
                        || !drafts(scene, &self.lexicon.frames[o.frame as usize], o).is_empty())
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
                for s in f
                    .slots
                    .iter()
                    .filter(|s| {
                        matches!(s.0, Role::RoleBefore | Role::RoleAfter | Role::From)
                            || s.0 == Role::To && mine.kind == ClaimKind::Offer
                    })
                    .filter(|_| !told_before(scene, f.trigger))
                {
                    // 聘请其前首席执行官加入谷歌: where somebody goes is not where they come from.
                    let goal = s.0 == Role::From
                        && f.org(Role::From).is_some_and(|x| o.org(Role::To).is_some_and(|to| to.same(x)));
                    if goal {
                        continue;
                    }
                    // «co-founders of Habana left Intel to start»: what the verb says goes before what describes.
                    let told = |f: &Filled, ways: &[&str]| {
                        f.steps.iter().any(|x| x.what == s.0.as_str() && ways.contains(&x.how.as_str()))
                    };
                    let outright = ["object:org", "@from:org"];
                    if s.0 == Role::From && told(f, &outright[..1]) && !told(o, &outright) {
                        o.slots.retain(|x| x.0 != Role::From);
                        o.steps.retain(|x| x.what != Role::From.as_str());
                        o.steps.extend(f.steps.iter().filter(|x| x.what == Role::From.as_str()).cloned());
                    }
                    if o.get(s.0).is_none() {
                        o.slots.push(s.clone());
                        o.steps.extend(f.steps.iter().filter(|x| x.what == s.0.as_str()).cloned());
                    }
                }
            }
        }
        fills.retain(|f| winner(f).is_none());
        if !scene.row.chinese {
            with_whom(scene, &self.lexicon.frames, &mut fills);
            raises_for(scene, &self.lexicon.frames, &mut fills);
        }
        // «led the round and was joined by Ada Thornquist»: whoever puts money in moves nowhere.
        if !scene.row.chinese && crate::round::of_a_round(scene) {
            fills.retain(|f| self.lexicon.frames[f.frame as usize].id.as_str() != "move.joined-by");
        }
        if let Some(o) = crate::fill::package_of_move(scene, &self.lexicon.frames, &fills) {
            // The sum is the mover's, not a band.
            let sum = o.get(Role::Total).cloned();
            fills.retain(|f| {
                self.lexicon.frames[f.frame as usize].kind != ClaimKind::Payband
                    || f.get(Role::Amount) != sum.as_ref()
            });
            fills.push(o);
        }
        fills.extend(crate::round::worth(scene, &self.lexicon, &fills));
        fills.extend(crate::fill::deal_of_move(scene, &self.lexicon.frames, &fills));
        for f in &mut fills {
            takes_seat(scene, &self.lexicon.frames[f.frame as usize], f);
            comes_from_left(scene, &self.lexicon.frames[f.frame as usize], f);
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
        post_of_replaced(scene, &mut made);
        let more: Vec<Draft> = made.iter().flat_map(|d| crate::bands::more(scene, d, &made)).collect();
        made.extend(more);
        made.extend(crate::bands::goes_on(scene, claims, &made, &self.lexicon));
        if scene.row.chinese {
            for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Move) {
                crate::inner::to_the_firm(scene, &mut d.args);
            }
        }
        crate::backers::as_round(scene, &self.lexicon.frames, &mut made);
        crate::bands::raised(scene, &mut made);
        crate::rivals::bids(scene, self.offering, &mut made);
        if scene.row.chinese {
            came_to_nothing(scene, &mut made);
        }
        sift(scene, &mut made);
        if !scene.row.chinese {
            bid_by_the_new(&mut made);
        }
        tellers_apart(&mut made, scopes, self.kb);
        worth_of_raised(&mut made);
        elsewhere(&mut made);
        if !scene.row.chinese {
            succeeded(scene, &self.lexicon.frames, &mut made);
        }
        led_where_joined(&mut made);
        made.extend(crate::cohort::named(scene));
        if !scene.row.chinese {
            made.retain(|d| !runs_it(scene, &self.lexicon.frames, d));
        }
        crate::site::opened(scene, &self.lexicon, &mut made);
        made.extend(crate::site::headed(scene, claims, &self.lexicon));
        newcomer::appointed(scene, &self.lexicon, &mut made);
        let unnamed = newcomer::of(scene, &self.lexicon, &made);
        let known = newcomer::named(scene, &mut made);
        let newcomer = unnamed.filter(|_| !known);
        each_unit(&mut made);
        let cohort = crate::cohort::of(scene, &made);
        crate::stat::to_be_hired(scene, &mut made);
        made.extend(self.figures(scene, &made));
        made.extend(crate::unit::heads(scene, &made));
        let before = claims.len();
        if !scene.row.chinese {
            founded_apart(&mut made);
            for d in made.iter_mut().filter(|d| d.kind == ClaimKind::Unit) {
                crate::finish::by_its_name(&mut d.args);
            }
        }
        for d in made {
            claims.extend(self.claim(scene, scopes, d, look));
        }
        crate::backers::later(scene, claims);
        crate::backers::price(scene, claims);
        let told = claims[before..].iter().any(|c| c.kind != ClaimKind::Stat);
        crate::speech::statements(scene, scopes, told, &mut |d| {
            claims.extend(self.claim(scene, &[], d, look));
        });
        let settled =
            fills.iter().filter_map(|f| f.settles(&self.lexicon.frames[f.frame as usize])).collect();
        let founded = (!scene.row.chinese).then(|| founded(&self.lexicon.frames, &fills)).flatten();
        // Where somebody was long ago is not what the text speaks of.
        let past =
            |f: &&Filled| self.lexicon.frames[f.frame as usize].is(&[MoveType::PastAffiliation.as_str()]);
        let played = fills.iter().filter(|f| !past(f)).flat_map(Filled::firms).collect();
        Sentence { seat, settled, played, cohort, newcomer, founded }
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
            if crate::stat::tells_nothing(scene, at, q) {
                return false;
            }
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
        let mix = self.thresholds.mix;
        let trigger = scene.row.tokens[d.trigger].range();
        let ours = roles.manner.shares(&of_manner(scene, d.trigger, told, rule, scopes));
        let shares = mixed(ours, scene.passage.and_then(|p| p.manner(&trigger)), mix.manner);
        let best = (0..shares.len()).fold(0, |m, k| if shares[k] > shares[m] { k } else { m });
        let told_by_some = crate::attribution::told(scene);
        // Nothing is held for denied unless a word denies it, and what insiders tell is never the text's own word.
        let said = |m: Modality| {
            let unfounded = match m {
                Modality::Asserted => {
                    let reach = if d.kind == ClaimKind::Stat { 6 } else { 2 };
                    attribution.anonymous
                        || MANNERS[rule] == Modality::Planned && in_talks(scene, d.trigger, reach)
                }
                Modality::Reported => {
                    !told_by_some || MANNERS[rule] == Modality::Planned && in_talks(scene, d.trigger, 2)
                }
                Modality::Declined => {
                    !scene.row.tokens.iter().any(|t| t.any(&[Class::Decline, Class::Refuse]))
                }
                Modality::Planned => {
                    !scene.row.tokens.iter().any(|t| t.any(&[Class::Plan, Class::To, Class::Hypothetical]))
                }
                _ => false,
            };
            if unfounded && !scene.row.chinese {
                return false;
            }
            m != Modality::Denied
                || MANNERS[rule] == Modality::Denied
                || scene.row.tokens.iter().any(|t| {
                    t.any(&[Class::Deny, Class::Negation, Class::Decline, Class::Refuse, Class::Hypothetical])
                })
        };
        if shares[best] > self.thresholds.manner && said(MANNERS[best]) {
            *modality = MANNERS[best];
        }
        if attribution.source.is_none() && !attribution.anonymous && (scene.row.chinese || told_by_some) {
            let teller = tellers(scene)
                .into_iter()
                .map(|(p, range)| {
                    let ours =
                        roles.manner.tells(&of_teller(scene, d.trigger, p, source.as_ref() == Some(&range)));
                    let theirs = scene.passage.and_then(|x| x.source(&trigger, &scene.phrases[p].core));
                    (mixed([ours], theirs.map(|t| [t]), mix.teller)[0], p)
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
        mut d: Draft,
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
        let joins = d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join");
        if joins && crate::yet::only_asked(scene, d.trigger) {
            return None;
        }
        if d.kind != ClaimKind::Statement {
            self.heard(scene, scopes, &d, &mut attribution, &mut modality);
        }
        // «met Ada about joining», «approached it about acquiring»: what is talked about is yet to come.
        let spoken_of = d.trigger > 0
            && &scene.text.folded.text[scene.row.tokens[d.trigger - 1].range()] == "about"
            && scene.text.folded.text[scene.row.tokens[d.trigger].range()]
                .split(' ')
                .next()
                .is_some_and(|w| w.ends_with("ing"));
        if spoken_of && matches!(modality, Modality::Asserted | Modality::Reported) {
            modality = Modality::Planned;
        }
        // «rejected a package from Northgate»: what is refused was offered all the same.
        let refused = cue.is_some_and(|k| scene.row.tokens[k].is(Class::Refuse));
        if d.kind == ClaimKind::Offer && modality == Modality::Denied && refused {
            attribution = Attribution::default();
            modality = Modality::Asserted;
        }
        // «told staff that they would report to Ben, who joined in May»: the aside is the text's own word.
        if d.kind != ClaimKind::Statement && aside(scene, scopes, d.trigger) {
            attribution = Attribution::default();
            if modality == Modality::Reported {
                modality = Modality::Asserted;
            }
        }
        if scene.row.chinese && matches!(modality, Modality::Asserted | Modality::Reported) {
            // 将出任, 拟任: words that say that it is yet to come; figures are asserted by whoever counted them.
            if crate::yet::to_come(scene, d.trigger, d.kind) {
                modality = Modality::Planned;
            } else if crate::yet::counted(scene, d.kind) {
                modality = Modality::Asserted;
            }
        }
        if d.kind == ClaimKind::Deal
            && matches!(modality, Modality::Asserted | Modality::Reported | Modality::Denied)
            && crate::yet::undone(scene, d.trigger)
        {
            modality = Modality::Planned;
        }
        // 委任某某为院长，9月1日履新: what takes effect after the day of publication is yet to come.
        if d.kind == ClaimKind::Move && scene.row.chinese {
            if let Some(day) = takes_effect(scene, d.trigger).filter(|day| ahead(scene, day)) {
                d.args.set(Role::Date, Value::Date(day));
            }
            let yet = matches!(d.args.get(Role::Date), Some(Value::Date(day)) if ahead(scene, day));
            if yet && matches!(modality, Modality::Asserted | Modality::Reported) {
                modality = Modality::Planned;
            }
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

/// Whether a word stands in an English clause that only says who or what is meant, behind a verb of speaking.
fn aside(scene: &Scene<'_>, scopes: &[Scope], trigger: usize) -> bool {
    let t = &scene.row.tokens;
    let clause = t[trigger].clause;
    let holds: Vec<&Scope> = scopes.iter().filter(|s| s.from <= trigger && trigger < s.to).collect();
    !scene.row.chinese
        && crate::place::relative_clause(scene, clause)
        && !holds.is_empty()
        && holds
            .iter()
            .all(|s| t[s.cue].is(Class::Speech) && !s.denies && !s.anonymous && t[s.cue].clause < clause)
}

/// «is in talks to buy», «plans to open»: a plan right before the verb stays one, whoever tells it; what was agreed is no
/// plan.
fn in_talks(scene: &Scene<'_>, trigger: usize, reach: usize) -> bool {
    let t = &scene.row.tokens;
    (trigger.saturating_sub(reach)..trigger).any(|k| {
        t[k].is(Class::Plan)
            && t[k].clause == t[trigger].clause
            && !scene.text.folded.text[t[k].range()].starts_with("agreed")
    })
}

/// «in an email», «her message»: what stands behind an article or a possessive is the noun.
fn a_noun(scene: &Scene<'_>, i: usize) -> bool {
    let t = &scene.row.tokens;
    !scene.row.chinese
        && i.checked_sub(1)
            .is_some_and(|k| t[k].any(&[Class::Article, Class::De]) && !t[k].is(Class::Relative))
}

/// The firm that a sentence says to be founded.
fn founded(frames: &[Frame], fills: &[Filled]) -> Option<Entity> {
    let found = |f: &&Filled| frames[f.frame as usize].is(&["found"]);
    fills.iter().filter(found).find_map(|f| match f.get(Role::To) {
        Some(Filler::Orgs(o)) => o.first().cloned(),
        _ => None,
    })
}

/// «has launched a start-up called Auralis»: what somebody founds is nobody's unit.
fn founded_apart(made: &mut Vec<Draft>) {
    let founded: Vec<String> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("found"))
        .flat_map(|d| d.args.names(Role::To).iter().map(|n| n.text.clone()).collect::<Vec<_>>())
        .collect();
    made.retain(|d| {
        d.kind != ClaimKind::Unit || d.args.name(Role::Name).is_none_or(|n| !founded.contains(&n.text))
    });
}

/// «is joining Point72 from Marshall Wace with a guarantee of $50 million»: whoever is left bids nothing.
fn bid_by_the_new(made: &mut [Draft]) {
    let moves: Vec<(Vec<String>, Value)> = made
        .iter()
        .filter(|d| d.kind == ClaimKind::Move && d.args.text(Role::Type) == Some("join"))
        .filter_map(|d| {
            let from = d.args.names(Role::From).iter().map(|n| n.text.clone()).collect();
            Some((from, d.args.get(Role::To)?.clone()))
        })
        .collect();
    for d in made
        .iter_mut()
        .filter(|d| d.kind == ClaimKind::Offer && d.args.text(Role::Outcome) != Some("matched"))
    {
        let bidder: Vec<String> = d.args.names(Role::Bidder).iter().map(|n| n.text.clone()).collect();
        if let [b] = &bidder[..]
            && let Some((_, to)) = moves.iter().find(|m| m.0.contains(b))
            && d.args.has(Role::To)
            && d.args.text(Role::Outcome) != Some("declined")
        {
            d.args.set(Role::Bidder, to.clone());
        }
    }
}

/// «Ada, who runs Larkspur's safety team, wrote»: an aside that only says who somebody is, no news of a unit.
fn runs_it(scene: &Scene<'_>, frames: &[Frame], d: &Draft) -> bool {
    let t = &scene.row.tokens;
    let leads = frames.get(d.frame as usize).is_some_and(|f| f.id.as_str() == "unit.lead");
    let yet = (d.trigger.saturating_sub(3)..d.trigger).any(|k| t[k].any(&[Class::Plan, Class::To]));
    leads && d.kind == ClaimKind::Unit && !yet && crate::place::in_relative(scene, d.trigger)
}
