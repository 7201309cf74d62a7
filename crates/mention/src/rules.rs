//! The rules: grammar words by class, senses of trigger words with their examples, one automaton over both.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use tradewire_kb::{Class as Kind, KnowledgeBase};
use tradewire_script::fold_str;

use crate::MentionError;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules/mentions");

/// What a word does in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Class {
    /// 从, 自: what follows is where from.
    From,
    /// 被, 遭, 由: what follows is who acts.
    By,
    /// 将, 把: what follows is acted upon, where it is a noun phrase.
    Ba,
    /// 向, 对, 给: what follows is who it is directed at.
    To,
    /// 与, 跟: what follows is a partner.
    With,
    /// 在, 以, 因, 通过: what follows is a circumstance.
    Other,
    /// Adverbs and auxiliaries: they end a noun phrase and mean nothing here.
    Adverb,
    /// Verbs: they end a noun phrase; what follows is their object.
    Verb,
    /// Verbs whose object acts: 欢迎, 宣布, 称.
    Pivot,
    /// 持有, 旗下: who owns what follows.
    Own,
    /// 公司, 其, 该公司: who was spoken of.
    Pronoun,
    /// Words that only look like another class: 以色列, 将军.
    Word,
    /// 、 and 和.
    List,
    /// 了, 过.
    Aspect,
    /// Words for what is held of a firm: 股权, 股份.
    Share,
    /// 现金, 集中竞价: manner and means of a purchase.
    Way,
    /// 领投: who leads a round stands before it.
    Lead,
    /// 跟投: who follows stands before it.
    Follow,
    /// 去年, 近日: times that are not quantities.
    Time,
}

/// A sense of trigger words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sense {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) words: Vec<String>,
    /// Role of whoever acts.
    pub(crate) subject: Option<String>,
    /// Role of whom or what it is done to.
    pub(crate) object: Option<String>,
    /// Role of a partner: 与…签约.
    pub(crate) with: Option<String>,
    /// Role of what stands behind 从.
    pub(crate) from: Option<String>,
    /// Role of what stands behind 向 and 对.
    pub(crate) to: Option<String>,
    /// Role of the organisation that a description of whoever acts begins with.
    pub(crate) belongs: Option<String>,
    /// Role of whom the clauses before speak of: 某某涉嫌受贿一案，移送检察机关审查起诉.
    pub(crate) before: Option<String>,
    /// More words that stand before whoever acts, for this sense: 获得…的投资.
    #[serde(default)]
    pub(crate) by: Vec<String>,
    /// What must not stand directly behind.
    #[serde(default)]
    pub(crate) after_not: Vec<String>,
    /// What must stand directly behind, if given.
    #[serde(default)]
    pub(crate) after_any: Vec<String>,
    /// What must not stand directly before.
    #[serde(default)]
    pub(crate) before_not: Vec<String>,
    /// What must stand directly before, if given.
    #[serde(default)]
    pub(crate) before_any: Vec<String>,
    /// What must not stand in the clause.
    #[serde(default)]
    pub(crate) clause_not: Vec<String>,
    /// One of these must stand in the clause, if given.
    #[serde(default)]
    pub(crate) clause_any: Vec<String>,
    /// One of these must stand behind it in the clause, if given.
    #[serde(default)]
    pub(crate) rest_any: Vec<String>,
    /// None of these may stand behind it in the clause.
    #[serde(default)]
    pub(crate) rest_not: Vec<String>,
    /// What must not stand in the sentence.
    #[serde(default)]
    pub(crate) sentence_not: Vec<String>,
    /// One of these must stand in the sentence, if given.
    #[serde(default)]
    pub(crate) sentence_any: Vec<String>,
    /// Roles of which one must be filled.
    #[serde(default)]
    pub(crate) need: Vec<String>,
    /// Whether «X的 trigger» has X acted upon, as 收购 has, and not acting.
    #[serde(default)]
    pub(crate) noun_object: bool,
    /// Whether it is a noun, which nothing stands behind as its object: 诉讼.
    #[serde(default)]
    pub(crate) noun: bool,
    /// Whether what it is done to, where nothing names it, is the listed firm that the text speaks of: 股东增持21万股.
    #[serde(default)]
    pub(crate) listed: bool,
    /// Words that give a role to the name right behind them, wherever they stand in the sentence: 被告, 原告.
    #[serde(default)]
    pub(crate) labels: BTreeMap<String, Vec<String>>,
    /// Whether it counts only where no other mention stands in the sentence.
    #[serde(default)]
    pub(crate) weak: bool,
    /// Examples: text, and the mentions it holds.
    #[serde(default)]
    pub(crate) example: Vec<Example>,
    /// Texts that hold no mention of this sense.
    #[serde(default)]
    pub(crate) counter: Vec<Counter>,
}

/// A text with its mentions, written «kind trigger role=text role=text».
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) mentions: Vec<String>,
}

/// A text without a mention of the sense it stands under.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counter {
    pub(crate) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grammar {
    words: BTreeMap<String, Vec<String>>,
    bounds: Bounds,
}

/// Words that help to cut noun phrases to size.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bounds {
    /// Endings of sources and bylines, which act in nothing: 记者, 报道.
    pub(crate) not_topic: Vec<String>,
    /// Beginnings that belong to no name: 其中, 此外.
    pub(crate) openers: Vec<String>,
    /// Nouns that head a phrase about an event: 消息, 事件, 计划.
    pub(crate) about: Vec<String>,
    /// What people are called before their names: 主帅, 董事长.
    pub(crate) titles: Vec<String>,
    /// Endings that belong to no name: 方面, 官方.
    pub(crate) closers: Vec<String>,
    /// Phrases that name nobody: 等值货币, 上述.
    pub(crate) nobody: Vec<String>,
    /// Verbs of intent that stand between whoever acts and what they do: 计划, 决定.
    pub(crate) intents: Vec<String>,
    /// What stands between an owner and what it owns: 旗下, 下属.
    pub(crate) owned: Vec<String>,
    /// How the names of firms end, with the form of the firm: 有限公司.
    pub(crate) firms: Vec<String>,
    /// Words for a trade, which stand before the form in the names of firms: 处理, 投资, 管理.
    pub(crate) trades: Vec<String>,
    /// What ties others to a name: A及其一致行动人.
    pub(crate) besides: Vec<String>,
    /// Beginnings of brackets that name who wrote the text: (记者 林知远).
    pub(crate) bylines: Vec<String>,
    /// How counted things begin, which have no name: 两家公司, 部分股东.
    pub(crate) counting: Vec<String>,
    /// Endings of courts and tribunals, which are nobody's party: 法院, 检察院.
    pub(crate) courts: Vec<String>,
    /// Words that hold 的 and do not end with it as a particle: 美的, 标的.
    pub(crate) not_de: Vec<String>,
    /// Verbs of a claim, behind which the other side stands: 请求判令云杉科技赔偿.
    pub(crate) claims: Vec<String>,
    /// What stands in brackets within a name: 北门(中国).
    pub(crate) within: Vec<String>,
    /// Words by which a partner acts too: 与北门科技共同收购.
    pub(crate) jointly: Vec<String>,
    /// Adverbs of one character that begin a name where nothing else explains them: 刚泰集团.
    pub(crate) clinging: Vec<String>,
    /// What names a branch of a firm, behind its form: 分公司, 支行.
    pub(crate) branches: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SenseFile {
    sense: Vec<Sense>,
}

/// What a stretch of text may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) class: Option<Class>,
    pub(crate) senses: Vec<u16>,
}

/// The rules, compiled.
pub(crate) struct Rules {
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    triggers: CharwiseDoubleArrayAhoCorasick<u32>,
    entries: Vec<Entry>,
    pub(crate) senses: Vec<Sense>,
    pub(crate) bounds: Bounds,
    /// Folded Chinese names of the organisations that the knowledge base knows.
    pub(crate) known: HashSet<String>,
}

/// The text of a rule file below `rules/mentions/`.
pub(crate) fn text(name: &str) -> Result<&'static str, MentionError> {
    RULES
        .get_file(name)
        .and_then(|f| f.contents_utf8())
        .ok_or_else(|| toml_error(name, &"the file is missing"))
}

fn toml_error(file: &str, e: &impl ToString) -> MentionError {
    MentionError::File { file: format!("mentions/{file}"), message: e.to_string() }
}

/// The rule files of a [`Rules`] by their names.
type Files = BTreeMap<String, String>;

/// Those that ship with the program.
fn shipped() -> Files {
    RULES
        .files()
        .filter_map(|f| Some((f.path().display().to_string(), f.contents_utf8()?.to_owned())))
        .filter(|(name, _)| name.ends_with(".toml"))
        .collect()
}

/// Those of the folder `mentions` in one laid out like `rules/`.
fn folder(rules: &Path) -> Result<Files, MentionError> {
    let folder = rules.join("mentions");
    let unread = |p: &Path, e: std::io::Error| toml_error(&p.display().to_string(), &e);
    let mut files = Files::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| unread(&folder, e))? {
        let path = entry.map_err(|e| unread(&folder, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".toml") {
            #[expect(clippy::disallowed_methods, reason = "whoever tries rules names the folder")]
            let text = std::fs::read_to_string(&path).map_err(|e| unread(&path, e))?;
            files.insert(name, text);
        }
    }
    Ok(files)
}

impl Rules {
    /// Compiles the rules that ship with the program, or those of a folder laid out like `rules/`.
    pub(crate) fn load(kb: &KnowledgeBase, rules: Option<&Path>) -> Result<Self, MentionError> {
        let mut files = rules.map_or_else(|| Ok(shipped()), folder)?;
        let grammar =
            files.remove("grammar.toml").ok_or_else(|| toml_error("grammar.toml", &"the file is missing"))?;
        let grammar: Grammar = toml::from_str(&grammar).map_err(|e| toml_error("grammar.toml", &e))?;
        let mut senses: Vec<Sense> = Vec::new();
        let mut ids = HashSet::new();
        for (name, text) in files {
            let file: SenseFile = toml::from_str(&text).map_err(|e| toml_error(&name, &e))?;
            for s in file.sense {
                let wrong = |message: &str| MentionError::Rule {
                    file: format!("mentions/{name}"),
                    rule: s.id.clone(),
                    message: message.to_owned(),
                };
                if !ids.insert(s.id.clone()) {
                    return Err(wrong("the id is given twice"));
                }
                if s.words.is_empty() || s.words.iter().any(String::is_empty) {
                    return Err(wrong("a sense needs words, none of them empty"));
                }
                if s.example.is_empty() {
                    return Err(wrong("a sense needs an example"));
                }
                senses.push(s);
            }
        }
        conflicts(&senses)?;
        let mut entries: HashMap<String, Entry> = HashMap::new();
        for (list, words) in &grammar.words {
            let class = Class::deserialize(toml::Value::String(list.clone()))
                .map_err(|e| toml_error("grammar.toml", &e))?;
            for w in words {
                let at = entries.entry(fold_str(w)).or_default();
                if at.class.is_some_and(|c| c != class) {
                    return Err(MentionError::Rule {
                        file: "mentions/grammar.toml".into(),
                        rule: list.clone(),
                        message: format!("«{w}» stands in another list too"),
                    });
                }
                at.class = Some(class);
            }
        }
        // Known names shield the grammar words that they hold: 华为, 传音.
        let mut known = HashSet::new();
        let named = kb.entries().iter().filter(|e| e.class != Kind::Outlet);
        for (class, form) in named.flat_map(|e| e.forms.iter().map(move |f| (e.class, f))) {
            let folded = fold_str(form.text.trim());
            if class == Kind::Organisation {
                known.insert(folded.clone());
            }
            let han = folded.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
            if han >= 2 && han == folded.chars().count() {
                entries.entry(folded).or_insert(Entry { class: Some(Class::Word), senses: Vec::new() });
            }
        }
        for (i, s) in senses.iter().enumerate() {
            for w in &s.words {
                entries.entry(fold_str(w)).or_default().senses.push(u16::try_from(i).unwrap_or(u16::MAX));
            }
        }
        let mut list: Vec<(String, Entry)> = entries.into_iter().collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        let build = |only: bool| {
            let kind = if only { MatchKind::Standard } else { MatchKind::LeftmostLongest };
            let patterns = list
                .iter()
                .zip(0u32..)
                .filter(|((_, e), _)| !only || !e.senses.is_empty())
                .map(|((w, _), i)| (w, i));
            CharwiseDoubleArrayAhoCorasickBuilder::new()
                .match_kind(kind)
                .build_with_values(patterns)
                .map_err(|e| MentionError::Automaton(e.to_string()))
        };
        let (automaton, triggers) = (build(false)?, build(true)?);
        Ok(Self {
            automaton,
            triggers,
            entries: list.into_iter().map(|e| e.1).collect(),
            senses,
            bounds: grammar.bounds,
            known,
        })
    }

    /// Whether a folded text holds any trigger word.
    pub(crate) fn hit(&self, folded: &str) -> bool {
        self.triggers.find_iter(folded).next().is_some()
    }

    /// The known words of a folded text, leftmost and longest: start, end, entry.
    pub(crate) fn words<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = (usize, usize, &'a Entry)> {
        self.automaton
            .leftmost_find_iter(folded)
            .map(|m| (m.start(), m.end(), &self.entries[m.value() as usize]))
    }
}

/// Two senses of one word must differ in what they ask for, else the second is never reached.
fn conflicts(senses: &[Sense]) -> Result<(), MentionError> {
    let mut seen: HashMap<&str, Vec<&Sense>> = HashMap::new();
    for s in senses {
        for w in &s.words {
            let before = seen.entry(w).or_default();
            if let Some(o) = before.iter().find(|o| o.id == s.id || unconditional(o)) {
                let message = if o.id == s.id {
                    format!("«{w}» is given twice")
                } else {
                    format!("«{w}» is taken by {} always, so that this sense is never reached", o.id)
                };
                return Err(MentionError::Rule { file: "mentions".into(), rule: s.id.clone(), message });
            }
            before.push(s);
        }
    }
    Ok(())
}

fn unconditional(s: &Sense) -> bool {
    [
        &s.after_not,
        &s.after_any,
        &s.before_not,
        &s.before_any,
        &s.clause_not,
        &s.clause_any,
        &s.rest_any,
        &s.rest_not,
        &s.sentence_not,
        &s.sentence_any,
        &s.need,
    ]
    .iter()
    .all(|l| l.is_empty())
}
