//! Labelled sentences as passages with claims: `corpus/labelled/README.md` says how they are written.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tradewire_model::{Args, Attribution, ClaimKind, Modality, Name, Role, Shape, Value};

use super::gold::{Golden, Passage};

/// Reads every passage under a folder that tells a claim; names only, for figures have no value there.
///
/// # Errors
/// Where a file cannot be read or a line is not labelled rightly.
pub fn passages(folder: &Path) -> anyhow::Result<Vec<Passage>> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let lang = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        for (n, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let p = passage(line).with_context(|| format!("{}:{}", file.display(), n + 1))?;
            let (text, claims) = p;
            if !claims.is_empty() {
                let doc = format!("l-{lang}-{stem}-{}", n + 1);
                out.push(Passage {
                    doc,
                    part: "labelled".into(),
                    lang: lang.clone(),
                    published: None,
                    text,
                    claims,
                });
            }
        }
    }
    Ok(out)
}

fn list(folder: &Path, out: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "txt") {
            out.push(path);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Draft {
    head: Option<(ClaimKind, Option<String>, Modality, Range<usize>)>,
    names: Vec<(Role, Name)>,
    attribution: Attribution,
}

/// The text of a line, and its claims.
fn passage(line: &str) -> anyhow::Result<(String, Vec<Golden>)> {
    let mut text = String::new();
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    let mut rest = line;
    while let Some(i) = rest.find(['[', '{']) {
        text.push_str(&rest[..i]);
        let trigger = rest[i..].starts_with('{');
        let close = if trigger { '}' } else { ']' };
        let end = rest[i..].find(close).context("a bracket is not closed")? + i;
        let (surface, label) = rest[i + 1..end].split_once('|').context("a mention without a label")?;
        let at = text.len()..text.len() + surface.len();
        text.push_str(surface);
        rest = &rest[end + 1..];
        if trigger {
            for part in label.split(';') {
                let mut words = part.split_whitespace();
                let Some(id) = words.next() else { continue };
                let Some(what) = words.next() else { continue };
                if id.ends_with('+') || what == "+" {
                    continue;
                }
                let modality = words.next().and_then(|m| m.parse().ok()).unwrap_or(Modality::Asserted);
                let (kind, sort) =
                    what.split_once('.').map_or((what, None), |(k, s)| (k, Some(s.to_owned())));
                let kind: ClaimKind = kind.parse().with_context(|| label.to_owned())?;
                drafts.entry(id.to_owned()).or_default().head = Some((kind, sort, modality, at.clone()));
            }
        } else {
            mention(surface, label, &mut drafts)?;
        }
    }
    text.push_str(rest);
    if text.contains(['[', ']', '{', '}']) {
        bail!("brackets stand for nothing else");
    }
    let claims = drafts.into_values().filter_map(|d| finish(d, &text)).collect();
    Ok((text, claims))
}

fn mention(surface: &str, label: &str, drafts: &mut BTreeMap<String, Draft>) -> anyhow::Result<()> {
    let (sort, roles) = match label.strip_prefix("Q=") {
        // The name may hold spaces: the roles begin with a number and a dot.
        Some(rest) => {
            let cut = rest.split(' ').scan(0, |at, w| {
                let here = *at;
                *at += w.len() + 1;
                Some((here, w))
            });
            let start = cut
                .filter(|(_, w)| {
                    w.split_once('.')
                        .is_some_and(|(n, _)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
                })
                .map(|x| x.0)
                .next();
            match start {
                Some(i) => (rest[..i].trim(), &rest[i..]),
                None => (rest.trim(), ""),
            }
        }
        None => label.split_once(' ').unwrap_or((label, "")),
    };
    let named = matches!(label.split(' ').next(), Some("P" | "O" | "U"));
    let name = if label.starts_with("Q=") {
        Name::unresolved(sort)
    } else if named {
        Name::unresolved(surface)
    } else {
        Name::group(surface)
    };
    for r in roles.split_whitespace() {
        let Some((id, role)) = r.split_once('.') else { continue };
        let draft = drafts.entry(id.to_owned()).or_default();
        match role {
            "source" if !name.group => draft.attribution.source = Some(name.clone()),
            "anon" | "source" => draft.attribution.anonymous = true,
            _ => {
                if let Ok(role) = role.parse::<Role>() {
                    draft.names.push((role, name.clone()));
                }
            }
        }
    }
    Ok(())
}

fn finish(d: Draft, text: &str) -> Option<Golden> {
    let (kind, sort, modality, trigger) = d.head?;
    let mut grouped: BTreeMap<Role, Vec<Name>> = BTreeMap::new();
    for (role, name) in d.names {
        if kind.allows(role) && kind.shape(role) == Shape::Name {
            grouped.entry(role).or_default().push(name);
        }
    }
    let mut args = Args::new();
    if let Some(s) = sort.filter(|_| kind == ClaimKind::Move) {
        args.set(Role::Type, Value::Code(s));
    }
    for (role, mut names) in grouped {
        let one = names.len() == 1;
        args.set(role, if one { Value::Name(names.remove(0)) } else { Value::Names(names) });
    }
    let mut attribution = d.attribution;
    attribution.anonymous &= attribution.source.is_none();
    let start = text[..trigger.start]
        .char_indices()
        .rev()
        .find(|&(i, c)| ends_clause(text, i, c))
        .map_or(0, |(i, c)| i + c.len_utf8());
    let end = text[trigger.end..]
        .char_indices()
        .map(|(i, c)| (i + trigger.end, c))
        .find(|&(i, c)| ends_clause(text, i, c))
        .map_or(text.len(), |(i, _)| i);
    let quote = text[start..end].trim().trim_start_matches(['”', '」', '』']).trim().to_owned();
    (!quote.is_empty()).then_some(Golden { kind, modality, args, attribution, quote })
}

/// Whether a clause ends at a character: at a comma that parts no figure, or at a full stop that ends no initial or short word.
fn ends_clause(text: &str, at: usize, c: char) -> bool {
    let after = text[at + c.len_utf8()..].chars().next();
    match c {
        '，' | '。' | ';' | '；' | '!' | '?' | '！' | '？' | '\n' => true,
        ',' => !after.is_some_and(|a| a.is_ascii_digit()),
        '.' => {
            let word = text[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let short = word.chars().count() == 1
                || ["Mr", "Ms", "Mrs", "Dr", "Inc", "Corp", "Co", "Ltd", "St"].contains(&word);
            !short && after.is_none_or(|a| a.is_whitespace() || matches!(a, '”' | '"' | '’'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_its_text_and_its_claims() {
        let (text, claims) = passage(
            "[港灣日報|O 1.source]報導,[北門科技|O 1.to]已{挖角|1 move.join reported}[雲杉智能|O 1.from]的[她|Q=林 知遠 1.person]。",
        )
        .unwrap();
        assert_eq!(text, "港灣日報報導,北門科技已挖角雲杉智能的她。");
        let c = &claims[0];
        assert_eq!((c.kind, c.modality), (ClaimKind::Move, Modality::Reported));
        assert_eq!(c.args.name(Role::Person).unwrap().text, "林 知遠");
        assert_eq!(c.args.name(Role::To).unwrap().text, "北門科技");
        assert_eq!(c.attribution.source.as_ref().unwrap().text, "港灣日報");
        assert_eq!(c.quote, "北門科技已挖角雲杉智能的她");
        assert!(passage("[北門|O").is_err());
        let (_, claims) = passage(
            "[Orrin Vale|P 1.source] said so. [Dr|R] [Ada Quist|P 1.person] has {quit|1 move.leave}. Sales of £78,000 rose.",
        )
        .unwrap();
        assert_eq!(claims[0].quote, "Dr. Ada Quist has quit".replace("Dr.", "Dr"));
    }
}
