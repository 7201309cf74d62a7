//! The talk with a reviewer: one task at a time, single keys at a terminal, lines from a pipe.

use std::collections::{HashSet, VecDeque};
use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Instant;

use jiff::Timestamp;
use tradewire_ledger::{ClaimRecord, LedgerError, Page, Store, Task, TaskKind, rivals};
use tradewire_model::{
    ClaimId, ClaimJudgement, Decision, JudgementId, NameJudgement, RejectReason, Statement, Undo, Word,
};
use tradewire_review::{falls_to, grounded, mend, split};

use super::screen;
use crate::failure::Failure;
use crate::output::{short, tell};

/// So many other claims are offered as what a duplicate repeats.
const RIVALS: usize = 9;
/// Tasks looked at before the queue is asked again.
const AHEAD: usize = 50;

const KEYS: &str = "[a]ccept [r]eject [m]end [s]plit [d]uplicate [n]ot sure [u]ndo [l]ater [q]uit [?]";
const NAME_KEYS: &str = "[a] one and the same [r] two different ones [n]ot sure [u]ndo [l]ater [q]uit [?]";
const HELP: &str = "\
  a  the claim says what the quote says          r  it must go: a reason follows, then words if you like
  m  it should say something else: role=value, several parted by ; as in  to=Meta; amount=up to $100 million
     (also kind=, modality=, source=, via=, anonymous=; role= takes a role out)
  s  several facts in one: person=A | person=B, or the name of a role that holds a list
  d  another claim says the same                 n  it cannot be told
  u  take back the last judgement                l  later: to the end of this sitting; nothing is written
  q  quit; everything judged is kept
In a pipe each line is a key with what belongs to it: «r not_said the headline only asks», «m to=Meta», «d 1».";

/// Where answers come from.
pub enum Answers {
    /// Single keys of a terminal.
    Keys(console::Term),
    /// Lines of a pipe or a file.
    Lines(Box<dyn BufRead>),
}

impl Answers {
    /// From stdin: keys where a person sits, else lines.
    pub fn stdin() -> Self {
        if io::stdin().is_terminal() && io::stdout().is_terminal() {
            Self::Keys(console::Term::stdout())
        } else {
            Self::Lines(Box::new(io::BufReader::new(io::stdin())))
        }
    }

    /// A key with what belongs to it; nothing at the end of the input.
    fn command(&mut self) -> Result<Option<(char, String)>, Failure> {
        match self {
            Self::Keys(term) => loop {
                match term.read_key() {
                    Ok(console::Key::Char(c)) => return Ok(Some((c, String::new()))),
                    Ok(console::Key::Escape | console::Key::CtrlC) => return Ok(None),
                    Ok(_) => {}
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => return Ok(None),
                    Err(e) => return Err(Failure::new(format!("cannot read a key: {e}"))),
                }
            },
            Self::Lines(_) => loop {
                let Some(line) = self.line()? else { return Ok(None) };
                let mut chars = line.chars();
                if let Some(key) = chars.next() {
                    return Ok(Some((key, chars.as_str().trim().to_owned())));
                }
            },
        }
    }

    /// A line; nothing at the end of the input.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        match self {
            Self::Keys(term) => match term.read_line() {
                Ok(line) => Ok(Some(line.trim().to_owned())),
                Err(e) if matches!(e.kind(), io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof) => {
                    Ok(None)
                }
                Err(e) => Err(Failure::new(format!("cannot read a line: {e}"))),
            },
            Self::Lines(lines) => {
                let mut text = String::new();
                let read = lines
                    .read_line(&mut text)
                    .map_err(|e| Failure::new(format!("cannot read the answers: {e}")))?;
                Ok((read > 0).then(|| text.trim().to_owned()))
            }
        }
    }

    fn is_terminal(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}

/// What a talk did.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Judgements given and not taken back.
    pub given: usize,
    /// Judgements taken back.
    pub undone: usize,
    /// How long each took, in milliseconds.
    pub taken_ms: Vec<u64>,
    /// Answers that could not be read.
    pub wrong: usize,
}

/// One talk.
pub struct Talk<'a> {
    store: &'a mut dyn Store,
    answers: Answers,
    reviewer: String,
    batch: Option<String>,
    kind: Option<TaskKind>,
    most: usize,
    given: Vec<(JudgementId, Task)>,
    /// Put off: asked when nothing else is left.
    later: VecDeque<Task>,
    /// Those who share the queue; where there are any, only what falls to the reviewer is asked.
    among: Vec<String>,
    done: Summary,
}

/// What to do after an answer.
enum Next {
    /// The same task again.
    Again,
    /// The next one.
    On,
    /// This one first.
    Back(Box<Task>),
    /// No more.
    Stop,
}

impl<'a> Talk<'a> {
    /// Prepares a talk of at most so many tasks.
    pub fn new(
        store: &'a mut dyn Store,
        answers: Answers,
        reviewer: String,
        batch: Option<String>,
        kind: Option<TaskKind>,
        most: usize,
    ) -> Self {
        let (given, later, among, done) = (Vec::new(), VecDeque::new(), Vec::new(), Summary::default());
        Self { store, answers, reviewer, batch, kind, most, given, later, among, done }
    }

    /// The same for what falls to the reviewer alone of those who share the queue.
    pub fn among(self, among: Vec<String>) -> Self {
        Self { among, ..self }
    }

    /// Asks about the tasks given first, then about the queue, until there is nothing left or the reviewer quits.
    pub fn run(mut self, first: Vec<Task>) -> Result<Summary, Failure> {
        let only_these = !first.is_empty();
        let mut ahead: VecDeque<Task> = first.into();
        let mut looked_at = 0;
        while looked_at < self.most {
            if ahead.is_empty() && !only_these {
                let off: HashSet<&str> = self.later.iter().map(|t| t.id.as_str()).collect();
                let open =
                    open_tasks(self.store, &self.reviewer, self.kind, &self.among, AHEAD + self.later.len())?;
                ahead.extend(open.into_iter().filter(|t| !off.contains(t.id.as_str())));
            }
            if ahead.is_empty() {
                ahead.extend(self.later.pop_front());
            }
            let Some(task) = ahead.pop_front() else {
                self.print("nothing is left for you in the queue")?;
                break;
            };
            match self.ask(&task)? {
                Next::Stop => break,
                Next::Back(before) => {
                    ahead.push_front(task);
                    ahead.push_front(*before);
                    looked_at = looked_at.saturating_sub(1);
                }
                Next::On | Next::Again => looked_at += 1,
            }
        }
        Ok(self.done)
    }

    fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = anstream::stdout();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        match written {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
            Err(e) => Err(Failure::new(format!("cannot write to stdout: {e}"))),
            Ok(()) => Ok(()),
        }
    }

    fn ask(&mut self, task: &Task) -> Result<Next, Failure> {
        match task.kind {
            TaskKind::Claim => self.ask_claim(task),
            TaskKind::Names => self.ask_names(task),
        }
    }

    fn progress(&self) -> Result<String, Failure> {
        let p = self.store.review_progress(&self.reviewer)?;
        let pace = p.median_ms.map(|ms| format!(", {:.1} s each", ms as f64 / 1000.0)).unwrap_or_default();
        Ok(format!("{} of {} judged by you, {} left for you{pace}", p.own, p.tasks, p.left))
    }

    fn ask_claim(&mut self, task: &Task) -> Result<Next, Failure> {
        let id = ClaimId::new(&task.id);
        loop {
            let Some(mut record) = self.store.claim(&id)? else { return Ok(Next::On) };
            let document = self.store.document(record.document.id.as_str())?;
            let review = record.review.as_ref();
            // The second of two judges says what they think before they know what the first did.
            let blind = task.is_blind(review, &self.reviewer);
            // Nor what came of it: they judge what was extracted.
            if let Some(stated) = record.stated.take_if(|_| blind) {
                record.claim = stated;
            }
            self.print(&format!("\n{}", self.progress()?))?;
            self.print(&screen::claim(task, &record, document.as_ref(), blind))?;
            let shown = Instant::now();
            match self.answer_claim(task, &record, blind, shown)? {
                Next::Again => {}
                other => return Ok(other),
            }
        }
    }

    /// Reads keys until one leads somewhere.
    fn answer_claim(
        &mut self,
        task: &Task,
        record: &ClaimRecord,
        blind: bool,
        shown: Instant,
    ) -> Result<Next, Failure> {
        loop {
            if self.answers.is_terminal() {
                self.print(KEYS)?;
            }
            let Some((key, rest)) = self.answers.command()? else { return Ok(Next::Stop) };
            let decided = match key {
                'a' => Ok((Decision::Accept, rest)),
                'n' => Ok((Decision::Unsure, rest)),
                'r' => self.reason(&rest)?,
                'm' => {
                    let words = self.more(rest, "role=value; …")?;
                    mend(&Statement::of(&record.claim), &words)
                        .map_err(|e| e.to_string())
                        .and_then(|s| self.stands(record, std::slice::from_ref(&s)).map(|()| s))
                        .map(|s| (Decision::Mend(Box::new(s)), String::new()))
                }
                's' => {
                    let words = self.more(rest, "role=value | role=value, or a role with a list")?;
                    split(&Statement::of(&record.claim), &words)
                        .map_err(|e| e.to_string())
                        .and_then(|parts| self.stands(record, &parts).map(|()| parts))
                        .map(|parts| (Decision::Split(parts), String::new()))
                }
                'd' => self.rival(record, &rest)?,
                other => match self.common(other, task)? {
                    Some(next) => return Ok(next),
                    None => continue,
                },
            };
            match decided {
                Ok((decision, words)) => return self.write(task, record, decision, words, blind, shown),
                Err(why) => self.wrong(&why)?,
            }
        }
    }

    /// Whether what was corrected stands in the text, as the screen in the browser asks too.
    fn stands(&self, record: &ClaimRecord, to: &[Statement]) -> Result<(), String> {
        let document = self.store.document(record.document.id.as_str()).map_err(|e| e.to_string())?;
        let around = document.as_ref().map(|d| d.text.as_str()).or(record.context.as_deref());
        let text = format!("{}\n{}", around.unwrap_or_default(), record.claim.quote);
        let (was, outlet) = (Statement::of(&record.claim), record.document.outlet.as_deref());
        to.iter().try_for_each(|s| grounded(&was, s, &text, outlet)).map_err(|e| e.to_string())
    }

    /// Keys that mean the same for every task; nothing where the next key is wanted.
    fn common(&mut self, key: char, task: &Task) -> Result<Option<Next>, Failure> {
        match key {
            'u' => match self.undo()? {
                Some(before) => Ok(Some(Next::Back(Box::new(before)))),
                None => Ok(None),
            },
            'l' | 'k' => {
                self.later.push_back(task.clone());
                Ok(Some(Next::On))
            }
            'q' => Ok(Some(Next::Stop)),
            '?' | 'h' => {
                self.print(HELP)?;
                Ok(None)
            }
            other => {
                self.wrong(&format!("«{other}» is no key; ? tells them"))?;
                Ok(None)
            }
        }
    }

    fn wrong(&mut self, why: &str) -> Result<(), Failure> {
        self.done.wrong += 1;
        self.print(why)
    }

    /// What belongs to a key: what stood behind it, else a line asked for.
    fn more(&mut self, rest: String, what: &str) -> Result<String, Failure> {
        if !rest.is_empty() {
            return Ok(rest);
        }
        self.print(what)?;
        Ok(self.answers.line()?.unwrap_or_default())
    }

    /// Why a claim is rejected: a code or its number, then words.
    fn reason(&mut self, rest: &str) -> Result<Result<(Decision, String), String>, Failure> {
        let listed: Vec<String> =
            RejectReason::ALL.iter().zip(1..).map(|(r, n)| format!("{n} {r}")).collect();
        let rest = if rest.is_empty() {
            self.print(&format!("why? {}", listed.join(" · ")))?;
            match self.answers.command()? {
                Some((c, more)) if self.answers.is_terminal() => {
                    self.print("in words, or nothing:")?;
                    let words = self.answers.line()?.unwrap_or_default();
                    format!("{c}{more} {words}")
                }
                Some((c, more)) => format!("{c}{more}"),
                None => String::new(),
            }
        } else {
            rest.to_owned()
        };
        let (code, words) = rest.split_once(char::is_whitespace).unwrap_or((&rest, ""));
        let reason = match code.parse::<usize>() {
            Ok(n) => n.checked_sub(1).and_then(|n| RejectReason::ALL.get(n)).copied(),
            Err(_) => code.parse().ok(),
        };
        Ok(match reason {
            Some(r) => Ok((Decision::Reject(r), words.trim().to_owned())),
            None => Err(format!("«{code}» is no reason; there are {}", listed.join(", "))),
        })
    }

    /// Which claim this one repeats: one of those listed, or any by its id.
    fn rival(
        &mut self,
        record: &ClaimRecord,
        rest: &str,
    ) -> Result<Result<(Decision, String), String>, Failure> {
        let rivals = rivals(self.store, record, RIVALS)?;
        let rest = if rest.is_empty() {
            for (n, r) in (1..).zip(&rivals) {
                self.print(&format!(
                    "  {n}  {} {}: {}",
                    r.claim.id,
                    r.claim.doc,
                    short(&r.claim.quote, 100)
                ))?;
            }
            self.more(String::new(), "of which? a number, or an id")?
        } else {
            rest.to_owned()
        };
        let chosen = match rest.parse::<usize>() {
            Ok(n) => n.checked_sub(1).and_then(|n| rivals.get(n)).map(|r| r.claim.id.clone()),
            Err(_) => self.store.claim(&ClaimId::new(&rest))?.map(|r| r.claim.id),
        };
        Ok(match chosen {
            Some(of) => Ok((Decision::Duplicate(of), String::new())),
            None => Err(format!("«{rest}» names no other claim")),
        })
    }

    fn write(
        &mut self,
        task: &Task,
        record: &ClaimRecord,
        decision: Decision,
        words: String,
        blind: bool,
        shown: Instant,
    ) -> Result<Next, Failure> {
        let now = Timestamp::now();
        let taken = u64::try_from(shown.elapsed().as_millis()).unwrap_or(u64::MAX);
        let seen = record.review.as_ref().and_then(|r| r.judgements.last()).map_or(0, |r| r.seq);
        let j = ClaimJudgement {
            words,
            batch: self.batch.clone(),
            random: task.random,
            second: blind,
            taken_ms: Some(taken),
            seen: if blind { 0 } else { seen },
            ..ClaimJudgement::new(record.claim.id.clone(), &self.reviewer, now, decision)
        };
        match self.store.judge(&j, now) {
            Ok(id) => {
                self.given.push((id, task.clone()));
                self.done.given += 1;
                self.done.taken_ms.push(taken);
                Ok(Next::On)
            }
            Err(
                e @ (LedgerError::Stale { .. } | LedgerError::Senseless { .. } | LedgerError::Unknown { .. }),
            ) => {
                self.wrong(&e.to_string())?;
                Ok(Next::Again)
            }
            Err(e) => Err(e.into()),
        }
    }

    /// Takes back the last judgement of this talk, else the reviewer's last on a claim; gives its task.
    fn undo(&mut self) -> Result<Option<Task>, Failure> {
        let last = match self.given.pop() {
            Some((id, task)) => Some((id, Some(task))),
            None => match self.store.judgements_of_reviewer(&self.reviewer, 1)?.pop() {
                Some(r) => {
                    let task = self.store.task(r.judgement.claim.as_str())?;
                    Some((r.id, task))
                }
                None => None,
            },
        };
        let Some((id, task)) = last else {
            self.wrong("there is nothing to take back")?;
            return Ok(None);
        };
        let now = Timestamp::now();
        self.store
            .undo(&Undo { judgement: id, by: self.reviewer.clone(), at: now, words: String::new() }, now)?;
        self.done.given = self.done.given.saturating_sub(1);
        self.done.undone += 1;
        self.done.taken_ms.pop();
        self.print("taken back")?;
        Ok(task)
    }

    fn ask_names(&mut self, task: &Task) -> Result<Next, Failure> {
        let Some((a, b)) = task.pair() else { return Ok(Next::On) };
        let quotes = |id| -> Result<Vec<String>, Failure> {
            let found = self.store.claims_of_entity(id, &Page::first(2))?;
            Ok(found
                .items
                .iter()
                .map(|r| format!("{}: «{}»", r.claim.doc, short(&r.claim.quote, 120)))
                .collect())
        };
        let both = [quotes(&a)?, quotes(&b)?];
        self.print(&format!("\n{}", self.progress()?))?;
        self.print(&screen::names(task, &both))?;
        loop {
            if self.answers.is_terminal() {
                self.print(NAME_KEYS)?;
            }
            let Some((key, reason)) = self.answers.command()? else { return Ok(Next::Stop) };
            let word = match key {
                'a' => Word::Same,
                'r' => Word::Different,
                'n' => Word::Unsure,
                other => match self.common(other, task)? {
                    Some(next) => return Ok(next),
                    None => continue,
                },
            };
            let now = Timestamp::now();
            let j = NameJudgement {
                a: a.clone(),
                b: b.clone(),
                word,
                author: self.reviewer.clone(),
                at: now,
                reason,
            };
            let id = self.store.judge_names(&j, now)?;
            self.given.push((id, task.clone()));
            self.done.given += 1;
            return Ok(Next::On);
        }
    }
}

/// What is open to a reviewer; of a queue that several share, what falls to this one.
pub fn open_tasks(
    store: &dyn Store,
    reviewer: &str,
    kind: Option<TaskKind>,
    among: &[String],
    most: usize,
) -> Result<Vec<Task>, Failure> {
    if among.is_empty() {
        return Ok(store.tasks(reviewer, kind, most)?);
    }
    let mut mine = store.task_outlines(reviewer)?;
    mine.retain(|t| {
        let judges = t.judges + usize::from(t.disputed);
        t.open && kind.is_none_or(|k| t.kind == k) && falls_to(&t.group, judges, among, reviewer)
    });
    mine.sort_by_key(|t| !t.disputed);
    let tasks = mine.iter().take(most).map(|t| store.task(&t.id)).collect::<Result<Vec<_>, _>>()?;
    Ok(tasks.into_iter().flatten().collect())
}

/// Says what a talk did.
pub fn summarise(done: &Summary) {
    let mut taken = done.taken_ms.clone();
    taken.sort_unstable();
    let median = taken.get(taken.len().saturating_sub(1) / 2);
    let pace =
        median.map(|ms| format!(", {:.1} s each at the median", *ms as f64 / 1000.0)).unwrap_or_default();
    let undone = if done.undone > 0 { format!(", {} taken back", done.undone) } else { String::new() };
    tell(&format!("{} judged{undone}{pace}", done.given));
}
