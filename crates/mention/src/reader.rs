use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use tradewire_kb::KnowledgeBase;
use tradewire_quantity::{Context, recognise_folded};
use tradewire_script::fold;

use crate::MentionError;
use crate::parties::labelled;
use crate::phrase::{bare, counted, last_de};
use crate::roles::{Around, Found, first};
use crate::rules::{Bounds, Rules, Sense};
use crate::shape::{Sort, sort, strip_titles};
use crate::token::{Token, What, sentences, tokens};

/// Finds event mentions in text.
pub struct Reader {
    pub(crate) rules: Rules,
}

/// One mention: somebody's act, and the word that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What happens: `join`, `leave`, `sue` …; the kinds that `rules/mentions/` names.
    pub kind: String,
    /// Id of the sense that found it.
    pub rule: String,
    /// Bytes of the trigger word in the text as given.
    pub trigger: Range<usize>,
    /// What fills its roles.
    pub roles: Vec<Filled>,
}

/// What fills a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Name of the role: `buyer`, `target`, `date` …
    pub role: String,
    /// Bytes of the whole phrase in the text as given.
    pub span: Range<usize>,
    /// Bytes of the name in it, without titles and brackets.
    pub name: Range<usize>,
    /// The short form that a bracket behind it gives: (以下简称…).
    pub alias: Option<Range<usize>>,
    /// What the name seems to name.
    pub sort: Sort,
}

impl Mention {
    /// The fillers of a role.
    pub fn role<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Filled> {
        self.roles.iter().filter(move |f| f.role == role)
    }
}

impl Reader {
    /// Compiles the rules that ship with the program; the names of a knowledge base are never cut apart.
    ///
    /// # Errors
    /// [`MentionError`] names the file and the rule that make no sense, or that conflict.
    pub fn new(kb: &KnowledgeBase) -> Result<Self, MentionError> {
        Ok(Self { rules: Rules::load(kb, None)? })
    }

    /// Compiles the rules of a folder laid out like `rules/`, so that words can be tried without building anything.
    ///
    /// # Errors
    /// As [`Reader::new`], and where a file cannot be read.
    pub fn with_rules(kb: &KnowledgeBase, rules: &Path) -> Result<Self, MentionError> {
        Ok(Self { rules: Rules::load(kb, Some(rules))? })
    }

    /// Finds the mentions of a text, in its order.
    ///
    /// A text without any trigger word costs one scan.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<Mention> {
        let folded = fold(text);
        let f = folded.text.as_str();
        if !self.rules.hit(f) {
            return Vec::new();
        }
        let quantities = recognise_folded(f, &Context::default());
        let mut out = Vec::new();
        let mut topic: Option<Range<usize>> = None;
        for s in sentences(f) {
            let sense = |start: usize, end: usize, senses: &[u16]| self.sense(f, &s, start, end, senses);
            let t = tokens(f, &s, &self.rules, &quantities, &sense);
            let found = self.sentence(f, &t, topic.as_ref());
            let (mut from, mut head) = (0, topic.clone());
            while from < t.len() && head.is_none() {
                let c = t[from].clause;
                let to = t[from..].iter().position(|x| x.clause != c).map_or(t.len(), |k| from + k);
                head = first(f, &t, from, to, &self.rules);
                from = to;
            }
            for (i, id, around) in &found {
                let sense = &self.rules.senses[usize::from(*id)];
                let strong = |o: &u16| !self.rules.senses[usize::from(*o)].weak;
                if sense.weak && found.iter().any(|(j, o, _)| j != i && strong(o)) {
                    continue;
                }
                let mut around = around.clone();
                let labels = labelled(f, &t, sense, &self.rules);
                if !labels.is_empty() {
                    // Who is called 被告 and 原告 needs no guess from the clause.
                    for (role, slot) in
                        [(&sense.subject, &mut around.subject), (&sense.object, &mut around.object)]
                    {
                        if role.as_ref().is_some_and(|r| labels.iter().any(|(l, _)| l == r)) {
                            *slot = None;
                        }
                    }
                }
                let roles = self.name(f, sense, &around, head.as_ref(), &labels);
                if !sense.need.is_empty() && !sense.need.iter().any(|n| roles.iter().any(|r| r.role == *n)) {
                    continue;
                }
                let back = |r: &Range<usize>| folded.map.to_source(r.clone());
                out.push(Mention {
                    kind: sense.kind.clone(),
                    rule: sense.id.clone(),
                    trigger: back(&t[*i].range()),
                    roles: roles
                        .into_iter()
                        .map(|r| Filled {
                            span: back(&r.span),
                            name: back(&r.name),
                            alias: r.alias.as_ref().map(back),
                            ..r
                        })
                        .collect(),
                });
            }
            topic = topic.or(head);
        }
        out
    }

    /// How a text is cut into tokens, a line per sentence; for whoever writes rules.
    #[must_use]
    pub fn trace(&self, text: &str) -> String {
        let folded = fold(text);
        let f = folded.text.as_str();
        let quantities = recognise_folded(f, &Context::default());
        let mut out = String::new();
        for s in sentences(f) {
            let sense = |start: usize, end: usize, senses: &[u16]| self.sense(f, &s, start, end, senses);
            for t in tokens(f, &s, &self.rules, &quantities, &sense) {
                let what = match t.what {
                    What::Trigger(id) => self.rules.senses[usize::from(id)].id.clone(),
                    other => format!("{other:?}"),
                };
                let _ = write!(out, "{}/{what} ", &f[t.range()]);
            }
            out.push('\n');
        }
        out
    }

    /// The triggers of a sentence with what surrounds them.
    fn sentence(&self, f: &str, t: &[Token], topic: Option<&Range<usize>>) -> Vec<(usize, u16, Found)> {
        t.iter()
            .enumerate()
            .filter_map(|(at, x)| {
                let What::Trigger(id) = x.what else { return None };
                let sense = &self.rules.senses[usize::from(id)];
                let around = Around { folded: f, t, at, sense, rules: &self.rules, topic: topic.cloned() };
                Some((at, id, around.find()))
            })
            .collect()
    }

    /// The first sense of a word that holds where it stands.
    fn sense(&self, f: &str, s: &Range<usize>, start: usize, end: usize, senses: &[u16]) -> Option<u16> {
        let (before, after) = (&f[s.start..start], &f[end..s.end]);
        let head = before.rfind([',', ':', '。']).map_or(before, |i| &before[i..]);
        let tail = after.find([',', ':', '。']).map_or(after, |i| &after[..i]);
        let whole = &f[s.clone()];
        senses.iter().copied().find(|&i| {
            let x = &self.rules.senses[usize::from(i)];
            let has = |list: &[String], text: &str| list.iter().any(|w| text.contains(w.as_str()));
            let clause = |list: &[String]| has(list, head) || has(list, tail);
            !x.after_not.iter().any(|w| after.starts_with(w.as_str()))
                && (x.after_any.is_empty() || x.after_any.iter().any(|w| after.starts_with(w.as_str())))
                && !x.before_not.iter().any(|w| before.ends_with(w.as_str()))
                && (x.before_any.is_empty() || x.before_any.iter().any(|w| before.ends_with(w.as_str())))
                && !clause(&x.clause_not)
                && (x.clause_any.is_empty() || clause(&x.clause_any))
                && (x.rest_any.is_empty() || has(&x.rest_any, tail))
                && !has(&x.rest_not, tail)
                && !has(&x.sentence_not, whole)
                && (x.sentence_any.is_empty() || has(&x.sentence_any, whole))
        })
    }

    /// Gives what was found the names of its roles; lists become one filler each.
    fn name(
        &self,
        f: &str,
        sense: &Sense,
        found: &Found,
        topic: Option<&Range<usize>>,
        labels: &[(String, Range<usize>)],
    ) -> Vec<Filled> {
        let mut out: Vec<Filled> = Vec::new();
        let mut put = |role: &str, r: &Option<Range<usize>>, split: bool| {
            let Some(r) = r else { return };
            let parts = if split { parts(f, r, &self.rules.bounds) } else { vec![r.clone()] };
            for p in parts {
                let (name, alias) = bare(f, &p, &self.rules.bounds);
                let name = owned(f, name, &self.rules.bounds);
                let name = strip_titles(f, &name, &self.rules.bounds.titles);
                if out.iter().any(|o| o.role == role && o.span == p) {
                    continue;
                }
                let known = self.rules.known.contains(&f[name.clone()]);
                let sort = if known { Sort::Other } else { sort(&f[name.clone()]) };
                out.push(Filled { role: role.to_owned(), span: p, name, alias, sort });
            }
        };
        for (role, r) in labels {
            put(role, &Some(r.clone()), true);
        }
        if let Some(role) = &sense.subject {
            put(role, &found.subject, true);
            put(role, &found.partner, true);
        }
        if let Some(role) = &sense.object {
            put(role, &found.object, true);
        }
        if let Some(role) = &sense.belongs {
            // 云杉股份副总经理林知远: the organisation before the first title; else the one that the text speaks of.
            let titles = &self.rules.bounds.titles;
            let described = [&found.subject, &found.object]
                .into_iter()
                .flatten()
                .find_map(|r| organisation(f, r, titles));
            let spoken = || topic.filter(|x| found.subject.as_ref() != Some(*x)).cloned();
            put(role, &described.or_else(spoken), false);
        }
        for (role, r) in [(&sense.from, &found.from), (&sense.to, &found.to), (&sense.with, &found.with)] {
            let Some(role) = role else { continue };
            // 向法院起诉: a court is nobody's party.
            let courts = &self.rules.bounds.courts;
            let court = r.as_ref().is_some_and(|r| courts.iter().any(|c| f[r.clone()].ends_with(c.as_str())));
            put(if court { "court" } else { role }, r, true);
        }
        if let Some(role) = &sense.before {
            put(role, &found.before, true);
        }
        put("round", &found.round, false);
        put("lead", &found.lead, true);
        put("follow", &found.follow, true);
        put("owner", &found.owner, true);
        put("target", &found.target, true);
        found.more.iter().for_each(|m| put("target", &Some(m.clone()), true));
        put("shares", &found.shares, false);
        put("percent", &found.percent, false);
        put("money", &found.money, false);
        put("count", &found.count, false);
        put("date", &found.date, false);
        put("context date", &found.context_date, false);
        out
    }
}

/// The organisation that a description begins with: what stands before its first title.
fn organisation(f: &str, r: &Range<usize>, titles: &[String]) -> Option<Range<usize>> {
    let s = &f[r.clone()];
    let at = titles.iter().filter_map(|t| s.find(t.as_str())).min()?;
    let head = s[..at].trim_end_matches(['原', '前', '的', '新', '该']);
    let own = ["公司", "该公司", "该集团", "本公司", "集团公司"].iter().any(|o| head.starts_with(o));
    (head.chars().count() >= 2 && !own).then(|| r.start..r.start + head.len())
}

/// The name behind its owner or its description: 北门集团旗下云杉科技, 做石油设备的云杉科技.
fn owned(f: &str, r: Range<usize>, bounds: &Bounds) -> Range<usize> {
    let s = &f[r.clone()];
    let cut = bounds
        .owned
        .iter()
        .filter_map(|w| s.rfind(w.as_str()).map(|i| i + w.len()))
        .chain(last_de(s, bounds))
        .filter(|&i| s[i..].chars().count() >= 3 || s[i..].is_ascii() && s.len() > i + 1)
        .filter(|&i| {
            let rest = &s[i..];
            let bare = bounds.titles.iter().chain(&bounds.nobody).chain(&bounds.about).any(|t| t == rest);
            !bare && !counted(rest, bounds)
        })
        .max()
        .unwrap_or(0);
    r.start + cut..r.end
}

/// The members of a list: 甲、乙和丙; one part where a joint only joins titles.
fn parts(f: &str, r: &Range<usize>, bounds: &Bounds) -> Vec<Range<usize>> {
    let s = &f[r.clone()];
    let mut cuts = Vec::new();
    let mut depth = 0usize;
    for (i, c) in s.char_indices() {
        match c {
            '(' | '《' => depth += 1,
            ')' | '》' => depth = depth.saturating_sub(1),
            '、' | '和' | '及' | '与' if depth == 0 => cuts.push((i, c.len_utf8())),
            _ => {}
        }
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (i, len) in cuts {
        if i < from {
            continue;
        }
        let (left, mut right) = (&s[from..i], i + len);
        let left = left.strip_suffix('以').unwrap_or(left);
        if s[i..].starts_with("及其") {
            continue;
        }
        if s[right..].starts_with(['及', '和', '与']) {
            right += 3;
        }
        let title = bounds.titles.iter().any(|t| left.ends_with(t.as_str()));
        // 大连和升控股集团有限公司: a place is no member of a list with a firm.
        let form = |x: &str| bounds.firms.iter().any(|w| x.contains(w.as_str()));
        let short = left.chars().count() <= 3 && !s[i..].starts_with('、') && sort(left) == Sort::Other;
        let title = title || short && !form(left) && form(&s[right..]);
        let enough = |x: &str| x.chars().count() >= 2;
        if !title && enough(left) && enough(&s[right..]) {
            out.push(r.start + from..r.start + from + left.len());
            from = right;
        }
    }
    // 甲、乙等公司: the last member ends before 等.
    let last = &s[from..];
    let end = last
        .match_indices('等')
        .find(|(i, _)| {
            let rest = &last[i + '等'.len_utf8()..];
            let more = rest.is_empty()
                || rest.starts_with(|c: char| {
                    c.is_ascii_digit() || "一二三四五六七八九十多\"公机人方各主".contains(c)
                });
            more && last[..*i].chars().count() >= 2
        })
        .map_or(last.len(), |(i, _)| i);
    out.push(r.start + from..r.start + from + end);
    out
}
