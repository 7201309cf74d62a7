//! From the hits of the scan to one row of tokens for a sentence.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use tradewire_kb::{Class as KbClass, Entry, KnowledgeBase};
use tradewire_model::{Document, TextMap, TextSpan};
use tradewire_quantity::{Context, Quantity};
use tradewire_script::{FoldedText, fold};

use crate::class::{Class, Classes};
use crate::inflect::Form;
use crate::lexicon::{Hit, Lexicon};

/// A document prepared for reading: folded once, scanned once.
pub(crate) struct Text<'a> {
    pub(crate) doc: &'a Document,
    /// The repaired text as it was meant; what is read here are its words.
    meant: Cow<'a, str>,
    /// Leads the folded text to `meant`, where that is not what is shown.
    to_meant: Option<TextMap>,
    /// The folded form of what was meant, and the map that leads it to the repaired text.
    pub(crate) folded: FoldedText,
    /// The quotations of the document, as ranges of the folded text: with their marks, and without.
    pub(crate) quotations: Vec<Quoted>,
    pub(crate) hits: Vec<Hit>,
    pub(crate) context: Context,
    /// How often each organisation of the knowledge base is named, by its number.
    pub(crate) orgs: HashMap<u32, usize>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(doc: &'a Document, lexicon: &Lexicon, context: Context) -> Self {
        let (meant, to_shown) = doc.meant();
        let mut folded = fold(&meant);
        let mut to_meant = None;
        if !doc.notes.is_empty() {
            let map = folded.map.compose(&to_shown);
            to_meant = Some(std::mem::replace(&mut folded.map, map));
        }
        let hits = lexicon.scan(&folded.text);
        let to = |span: TextSpan| folded.map.to_target(span.range());
        let quotations = doc
            .quotations
            .iter()
            .map(|q| Quoted { whole: to(q.span), words: to(q.words), closed: q.closed })
            .collect();
        Self { doc, meant, to_meant, folded, quotations, hits, context, orgs: HashMap::new() }
    }

    /// The text as it was meant.
    pub(crate) fn meant(&self) -> &str {
        &self.meant
    }

    /// The bytes of the meant text at a range of the folded one.
    pub(crate) fn meant_range(&self, range: &Range<usize>) -> Range<usize> {
        self.to_meant.as_ref().unwrap_or(&self.folded.map).to_source(range.clone())
    }

    /// The bytes of the folded text at a range of the meant one.
    pub(crate) fn folded_range(&self, range: &Range<usize>) -> Range<usize> {
        self.to_meant.as_ref().unwrap_or(&self.folded.map).to_target(range.clone())
    }

    /// The repaired words at a range of the folded text, as they were meant.
    pub(crate) fn words(&self, range: Range<usize>) -> &str {
        self.meant.get(self.meant_range(&range)).unwrap_or_default()
    }

    /// The quotations that touch a range of the folded text, in order; of those that begin long before it, the nearest.
    pub(crate) fn quoted_in(&self, range: Range<usize>) -> impl Iterator<Item = &Quoted> {
        const BEFORE: usize = 64;
        let of = |at: usize| self.quotations.partition_point(|q| q.whole.start < at);
        let (first, end) = (of(range.start), of(range.end));
        self.quotations[first.saturating_sub(BEFORE)..end.max(first)]
            .iter()
            .filter(move |q| q.whole.end > range.start && q.whole.start < range.end)
    }

    /// Hits that lie within a range of the folded text.
    pub(crate) fn hits_in(&self, range: &Range<usize>) -> impl Iterator<Item = Hit> + '_ {
        let first = self.hits.partition_point(|h| h.start < range.start);
        let end = range.end;
        self.hits[first..].iter().copied().take_while(move |h| h.start < end).filter(move |h| h.end <= end)
    }
}

/// A quotation, as ranges of the folded text.
#[derive(Debug, Clone)]
pub(crate) struct Quoted {
    /// With its marks.
    pub(crate) whole: Range<usize>,
    pub(crate) words: Range<usize>,
    pub(crate) closed: bool,
}

/// What sort of thing a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum NameClass {
    Person,
    Org,
    Outlet,
    /// A capitalised run that may be either.
    Open,
}

/// A name in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameRef {
    pub(crate) class: NameClass,
    /// Entry of the knowledge base, if it is known.
    pub(crate) kb: Option<u32>,
    /// Whether only a product of the organisation stands there.
    pub(crate) product: bool,
    /// Fuller form that this document gives elsewhere, for a short form.
    pub(crate) full: Option<String>,
}

/// One token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Bytes of the folded text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) classes: Classes,
    /// Word of the lexicon, for its triggers.
    pub(crate) word: Option<u32>,
    pub(crate) name: Option<NameRef>,
    /// Index into the sentence's quantities.
    pub(crate) quantity: Option<usize>,
    /// The organisation named inside a quantity: «two prominent OpenAI researchers».
    pub(crate) inner: Option<Box<(NameRef, Range<usize>)>>,
    /// Punctuation.
    pub(crate) punct: Option<char>,
    /// Whether it begins with a capital letter in the text.
    pub(crate) capital: bool,
    /// Whether it is written in Latin letters.
    pub(crate) latin: bool,
    /// Whether it triggers a frame.
    pub(crate) verb: bool,
    /// Whether a frame it triggers takes a person as its object.
    pub(crate) hires: bool,
    /// Number of the clause it stands in.
    pub(crate) clause: u16,
}

impl Token {
    pub(crate) fn is(&self, c: Class) -> bool {
        self.classes.has(c)
    }

    pub(crate) fn any(&self, of: &[Class]) -> bool {
        self.classes.any(of)
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether nothing is known of it: running words.
    pub(crate) fn plain(&self) -> bool {
        self.name.is_none()
            && self.quantity.is_none()
            && self.punct.is_none()
            && !self.verb
            && (self.classes.is_empty() || self.is(Class::Protect))
    }
}

/// A sentence as a row of tokens.
pub(crate) struct Row {
    pub(crate) range: Range<usize>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) quantities: Vec<Quantity>,
    /// Whether it is mostly Chinese.
    pub(crate) chinese: bool,
    /// Number of the block it stands in.
    pub(crate) block: u32,
    /// Names in brackets that were taken out of the row: bytes of the folded text, and what they name.
    pub(crate) aside: Vec<(Range<usize>, NameClass)>,
}

/// Picks, for each stretch of a sentence, the reading that covers it best, and makes tokens of it.
pub(crate) fn row(
    text: &Text<'_>,
    lexicon: &Lexicon,
    kb: &KnowledgeBase,
    range: Range<usize>,
    quantities: Vec<Quantity>,
) -> Row {
    let folded = &text.folded.text[range.clone()];
    let base = range.start;
    let n = folded.len();
    // best[i]: weight of the best cover of the first i bytes; how[i]: the piece that ends there, a hit or a quantity by its
    // number.
    #[derive(Clone, Copy)]
    enum Piece {
        None,
        Char,
        Hit(u32),
        Quantity(u32),
    }
    let mut best = vec![i64::MIN; n + 1];
    let mut how = vec![Piece::None; n + 1];
    best[0] = 0;
    let hits: Vec<Hit> = text.hits_in(&range).collect();
    let mut next = 0;
    let by_start: Vec<(usize, usize, usize)> = {
        let mut v: Vec<_> = quantities
            .iter()
            .enumerate()
            .map(|(i, q)| (q.range.start - base, q.range.end - base, i))
            .collect();
        v.sort_unstable();
        v
    };
    let mut nextq = 0;
    for (i, c) in folded.char_indices() {
        if best[i] == i64::MIN {
            while next < hits.len() && hits[next].start - base <= i {
                next += 1;
            }
            while nextq < by_start.len() && by_start[nextq].0 <= i {
                nextq += 1;
            }
            continue;
        }
        let mut put = |end: usize, weight: i64, piece: Piece| {
            let w = best[i] + weight;
            if w > best[end] {
                best[end] = w;
                how[end] = piece;
            }
        };
        put(i + c.len_utf8(), 0, Piece::Char);
        while next < hits.len() && hits[next].start - base < i {
            next += 1;
        }
        let mut k = next;
        while k < hits.len() && hits[k].start - base == i {
            let h = hits[k];
            let piece = Piece::Hit(k as u32);
            k += 1;
            let w = lexicon.word(h);
            if w.classes.only_field()
                && w.names.is_empty()
                && w.products.is_empty()
                && w.triggers.is_empty()
                && !w.soft
                && !w.hint
            {
                continue;
            }
            let chars = folded[i..h.end - base].chars().count() as i64;
            // «the University of Tromsø» names one; «the university» points back.
            if w.classes.has(Class::GenericOrg) && folded[i..].starts_with("the ") && capital_noun(text, h) {
                continue;
            }
            let named = !w.names.is_empty() || !w.products.is_empty();
            // 京东方面 is 京东, and not the maker of displays that the first three characters name.
            if named && folded[i..h.end - base].ends_with('方') && folded[h.end - base..].starts_with('面')
            {
                continue;
            }
            // 辞任董事|长: a word that only labelled sentences know cuts no title.
            let learned = !named && w.classes.is_empty() && w.triggers.is_empty();
            if learned && cuts_title(&hits[k..], h, lexicon) {
                continue;
            }
            if named && w.classes.is_empty() && w.triggers.is_empty() && !shows_name(text, h, w.capital) {
                continue;
            }
            put(h.end - base, chars * chars + if named { 4 } else { 0 }, piece);
        }
        while nextq < by_start.len() && by_start[nextq].0 < i {
            nextq += 1;
        }
        let mut k = nextq;
        while k < by_start.len() && by_start[k].0 == i {
            let (s, e, q) = by_start[k];
            k += 1;
            let chars = folded[s..e].chars().count() as i64;
            put(e, chars * chars + 2, Piece::Quantity(q as u32));
        }
    }
    let mut pieces = Vec::with_capacity(n / 2);
    let mut at = n;
    while at > 0 {
        let start = match how[at] {
            Piece::Char => folded[..at].char_indices().next_back().map_or(0, |c| c.0),
            Piece::Hit(h) => hits[h as usize].start - base,
            Piece::Quantity(q) => quantities[q as usize].range.start - base,
            Piece::None => break,
        };
        pieces.push((start, at, how[at]));
        at = start;
    }
    pieces.reverse();
    let mut tokens: Vec<Token> = Vec::with_capacity(pieces.len());
    let mut blank = true;
    for (s, e, piece) in pieces {
        let mut t = Token {
            start: base + s,
            end: base + e,
            classes: Classes::default(),
            word: None,
            name: None,
            quantity: None,
            inner: None,
            punct: None,
            capital: false,
            latin: false,
            verb: false,
            hires: false,
            clause: 0,
        };
        let first = folded[s..].chars().next().unwrap_or(' ');
        t.latin = !is_han(first) && first.is_alphanumeric();
        match piece {
            Piece::None | Piece::Char => {
                if first.is_whitespace() {
                    blank = true;
                    continue;
                }
                let letter = t.latin || is_ideograph(first) || first.is_alphanumeric();
                let running = letter || first == '\'' && !blank || first == '_';
                if running {
                    // A run of unknown letters is one word; unknown Han characters run together too.
                    if let Some(last) = tokens.last_mut()
                        && last.plain()
                        && last.word.is_none()
                        && last.end == t.start
                        && last.latin == t.latin
                        && !blank
                    {
                        last.end = t.end;
                        continue;
                    }
                } else {
                    t.punct = Some(first);
                    t.latin = false;
                }
            }
            Piece::Hit(h) => {
                let h = hits[h as usize];
                let w = lexicon.word(h);
                t.word = Some(h.word);
                t.classes = w.classes;
                t.verb = !w.triggers.is_empty() || w.soft;
                t.hires = lexicon.hires.contains(&h.word);
                if (!w.names.is_empty() || !w.products.is_empty()) && shows_name(text, h, w.capital) {
                    t.name = known(kb, w.names.as_slice(), w.products.as_slice());
                }
            }
            Piece::Quantity(q) => {
                t.quantity = Some(q as usize);
                t.inner = hits
                    .iter()
                    .filter(|h| h.start >= base + s && h.end <= base + e)
                    .filter_map(|h| {
                        let w = lexicon.word(*h);
                        let name = known(kb, w.names.as_slice(), &[])?;
                        let fits = name.class == NameClass::Org && shows_name(text, *h, w.capital);
                        fits.then_some((name, h.start..h.end))
                    })
                    .max_by_key(|x| x.1.len())
                    .map(Box::new);
            }
        }
        t.capital = text.words(t.range()).chars().next().is_some_and(char::is_uppercase);
        blank = false;
        tokens.push(t);
    }
    plural_possessives(&mut tokens, text);
    let han = folded.chars().filter(|c| is_han(*c)).count();
    let latin = folded.chars().filter(char::is_ascii_alphabetic).count();
    let mut row = Row { range, tokens, quantities, chinese: han * 3 > latin, block: 0, aside: Vec::new() };
    if row.chinese {
        no_english_pronouns(&mut row.tokens);
    }
    number_clauses(&mut row);
    row
}

/// Whether a title begins inside a word and ends behind it.
fn cuts_title(later: &[Hit], word: Hit, lexicon: &Lexicon) -> bool {
    later
        .iter()
        .take_while(|o| o.start < word.end)
        .any(|o| o.start > word.start && o.end > word.end && lexicon.word(*o).classes.has(Class::Role))
}

/// Ruikang He, 以及IT支持: a capitalised word that an English text points back with does not in a Chinese one.
fn no_english_pronouns(tokens: &mut [Token]) {
    const POINTS: &[Class] = &[
        Class::PronounPerson,
        Class::PronounOrg,
        Class::PronounPoss,
        Class::PronounGroup,
        Class::FirstPerson,
    ];
    for t in tokens.iter_mut().filter(|t| t.latin && t.capital && t.name.is_none() && t.any(POINTS)) {
        t.word = None;
        t.classes = Classes::default();
        t.verb = false;
    }
}

/// «Larkspur Labs' chief scientist»: the mark behind a capitalised plural says whose something is.
fn plural_possessives(tokens: &mut [Token], text: &Text<'_>) {
    for k in 1..tokens.len() {
        let (before, mark) = (&tokens[k - 1], &tokens[k]);
        let whose = matches!(&text.folded.text[mark.range()], "'" | "’")
            && before.end == mark.start
            && before.capital
            && text.folded.text[before.range()].ends_with('s')
            && tokens.get(k + 1).is_some_and(|x| x.start == mark.end + 1 && x.punct.is_none());
        if whose {
            tokens[k].punct = None;
            tokens[k].classes.add(Class::De);
        }
    }
}

/// Whether the noun of «the university» has a capital and goes on with «of».
fn capital_noun(text: &Text<'_>, h: Hit) -> bool {
    text.words(h.start + 4..h.end).starts_with(char::is_uppercase)
        && text.folded.text[h.end..].starts_with(" of ")
}

/// Whether a name of Latin letters is written like one: «Meta», «xAI», never «meta».
fn shows_name(text: &Text<'_>, h: Hit, capital: bool) -> bool {
    let words = text.words(h.start..h.end);
    let article = words.starts_with("the ")
        || words.strip_prefix("The ").is_some_and(|rest| rest.starts_with(char::is_lowercase));
    !capital || !article && words.chars().any(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// The reading of a known name: names before products, and the sort of entry that is rarest to be meant last.
fn known(kb: &KnowledgeBase, names: &[u32], products: &[u32]) -> Option<NameRef> {
    let class = |e: &Entry| match e.class {
        KbClass::Person => NameClass::Person,
        KbClass::Organisation | KbClass::Unit => NameClass::Org,
        KbClass::Outlet => NameClass::Outlet,
    };
    let pick = |list: &[u32]| {
        list.iter()
            .filter_map(|&i| kb.entries().get(i as usize).map(|e| (i, e)))
            .min_by_key(|(_, e)| match e.class {
                KbClass::Organisation => 0,
                KbClass::Person => 1,
                KbClass::Unit => 2,
                KbClass::Outlet => 3,
            })
            .map(|(i, e)| (i, class(e)))
    };
    if let Some((i, class)) = pick(names) {
        return Some(NameRef { class, kb: Some(i), product: false, full: None });
    }
    pick(products).map(|(i, class)| NameRef { class, kb: Some(i), product: true, full: None })
}

/// Numbers the clauses of a row; commas, semicolons, colons, dashes and sentence ends part them.
pub(crate) fn number_clauses(row: &mut Row) {
    let mut clause: u16 = 0;
    for i in 0..row.tokens.len() {
        if row.chinese && goes_on(&row.tokens, i) {
            clause = clause.saturating_add(1);
        }
        let aside = names_firm(&row.tokens, i)
            || i >= 2 && names_firm(&row.tokens, i - 2)
            || abbreviated(&row.tokens, i);
        let t = &mut row.tokens[i];
        t.clause = clause;
        if aside {
            continue;
        }
        if matches!(t.punct, Some(',' | ';' | ':' | '。' | '.' | '!' | '?' | '—' | '–')) {
            clause = clause.saturating_add(1);
        } else if t.punct == Some('|') {
            // «Ada Thornquist leaves Northgate | Daily Ledger»: what stands beside a bar is another matter.
            clause = clause.saturating_add(8);
        }
    }
}

/// «Dr. Thornquist», «Larkspur Inc. said»: whether a full stop ends a short form, and no sentence.
fn abbreviated(t: &[Token], stop: usize) -> bool {
    let short = |x: &Token| x.latin && x.capital && x.end - x.start <= 4 && x.quantity.is_none();
    let before = || stop.checked_sub(1).is_some_and(|k| short(&t[k]) && t[k].end == t[stop].start);
    t[stop].punct == Some('.')
        && before()
        && t.get(stop + 1).is_some_and(|x| x.latin && (!x.capital || x.name.is_some()))
}

/// «sold her company, Larkspur Labs, to Northgate»: whether a comma parts a common noun for a firm from its name alone.
pub(crate) fn names_firm(t: &[Token], comma: usize) -> bool {
    let mark =
        |k: usize, marks: &[char]| t.get(k).is_some_and(|x| x.punct.is_some_and(|p| marks.contains(&p)));
    let firm = |x: &Token| x.latin && x.is(Class::GenericOrg) && x.name.is_none();
    let named = |x: &Token| {
        x.latin && x.name.as_ref().is_some_and(|n| matches!(n.class, NameClass::Org | NameClass::Open))
    };
    mark(comma, &[','])
        && mark(comma + 2, &[',', '.'])
        && comma.checked_sub(1).is_some_and(|k| firm(&t[k]))
        && t.get(comma + 1).is_some_and(named)
        && !t.get(comma + 3).is_some_and(|x| x.is(Class::Conj))
}

/// 入股甲公司并挖走其首席科学家: whether another verb of the same subject follows, with no mark between.
fn goes_on(tokens: &[Token], k: usize) -> bool {
    let next = tokens[k + 1..].iter().take(3).take_while(|t| t.punct.is_none() && t.name.is_none());
    tokens[k].is(Class::Onward)
        && k.checked_sub(1).is_some_and(|b| tokens[b].punct.is_none())
        && next.into_iter().any(|t| t.verb)
}

/// Whether a character is Chinese.
pub(crate) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// Whether a character is one of the ideographs that nearly all Chinese is written with; all of them are letters.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether a token may tell something: it triggers a frame, or labelled sentences know it to.
pub(crate) fn may_tell(lexicon: &Lexicon, t: &Token) -> bool {
    t.name.is_none()
        && t.word.is_some_and(|w| {
            let w = &lexicon.words[w as usize];
            w.soft || w.hint || !w.triggers.is_empty()
        })
        || !triggers(lexicon, t).is_empty()
}

/// The triggers at a token.
pub(crate) fn triggers<'l>(lexicon: &'l Lexicon, t: &Token) -> &'l [(u16, Form)] {
    if t.name.is_some() && t.capital && t.latin {
        return &[]; // a name that is also a verb: «Figure», «Scale»
    }
    t.word.map_or(&[], |w| &lexicon.words[w as usize].triggers)
}
