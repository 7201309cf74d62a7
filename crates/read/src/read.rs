use encoding_rs::Encoding as Charset;
use tradewire_model::{Block, BlockKind, Date, Document, Metadata, TextSpan};

use crate::aside::List;
use crate::draft::Draft;
use crate::limits::Deadline;
use crate::{
    Content, Input, Limits, ReadError, boilerplate, decode, html, language, plain, quotations, repair,
    sentences, when,
};

/// Reads one input into a document.
///
/// # Errors
/// A [`ReadError`] with a code, a place and a hint where the input is empty, no text, or beyond a limit.
///
/// ```
/// use tradewire_read::{Input, Limits, read};
/// let doc = read(&Input::new("news/a.txt", "北湖爭奪戰(zhàn)。".as_bytes()), &Limits::default())?;
/// assert_eq!((doc.name.as_str(), doc.text.as_str()), ("a.txt", "北湖爭奪戰。"));
/// assert_eq!(doc.repairs[0].span.slice(&doc.raw), Some("戰(zhàn)"));
/// # Ok::<(), tradewire_read::ReadError>(())
/// ```
pub fn read(input: &Input, limits: &Limits) -> Result<Document, ReadError> {
    let name = base_name(input.name).to_owned();
    let deadline = Deadline::start(limits);
    check(&name, input.bytes, limits)?;
    let label = match input.charset {
        None => None,
        Some(l) => Some(
            Charset::for_label(l.trim().as_bytes())
                .ok_or_else(|| ReadError::Charset { name: name.clone(), label: l.to_owned() })?,
        ),
    };
    // A label inside the bytes counts for pages only; whether it is one shows in the first bytes, in any charset.
    let maybe_html = match input.content {
        Content::Html => true,
        Content::Text => false,
        Content::Auto => {
            let head = String::from_utf8_lossy(&input.bytes[..input.bytes.len().min(2048)]);
            html::looks_like_html(&name, &head)
        }
    };
    let (raw, encoding) = decode(input.bytes, label, maybe_html);
    if raw.trim().is_empty() {
        return Err(ReadError::Empty { name });
    }
    let is_html = match input.content {
        Content::Auto => html::looks_like_html(&name, &raw),
        _ => maybe_html,
    };
    let mut list = List::default();
    let (mut draft, mut meta) = if is_html {
        html::draft(&name, &raw, limits, &deadline, &mut list)?
    } else {
        (plain::draft(&raw), Metadata::default())
    };
    repair::repair(&mut draft, is_html, &deadline).map_err(|late| late.at(&name, "repair", 0))?;
    boilerplate::set_aside(&mut draft);
    complete(&mut meta, input, &draft, is_html);
    let aside = list.finish(&draft);
    let notes = repair::notes(&draft);
    let Draft { text, map, blocks, repairs, damage, .. } = draft;
    if is_html && text.is_empty() {
        return Err(ReadError::NoText { name });
    }
    let blocks: Vec<Block> = blocks
        .into_iter()
        .filter(|b| !b.1.is_empty())
        .map(|(kind, r)| Block { kind, span: TextSpan::of(r) })
        .collect();
    let (repairs, damage) = (repair::to_repairs(repairs), repair::to_damage(damage));
    let sentences = sentences(&text, &blocks);
    let quotations = quotations(&text, &blocks);
    deadline.check().map_err(|late| late.at(&name, "sentences", 0))?;
    Ok(Document {
        id: Document::content_id(&name, &raw),
        name,
        meta,
        encoding,
        raw,
        text,
        map,
        blocks,
        sentences,
        repairs,
        damage,
        notes,
        quotations,
        aside,
    })
}

/// A file's name without its folders; addresses stay whole.
fn base_name(name: &str) -> &str {
    if name.contains("://") {
        return name;
    }
    name.rsplit(['/', '\\']).find(|p| !p.is_empty()).unwrap_or(name)
}

/// Refuses what is empty, too large or no text.
fn check(name: &str, bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let named = || name.to_owned();
    if bytes.len() > limits.size_bytes {
        return Err(ReadError::TooLarge { name: named(), size: bytes.len(), limit: limits.size_bytes });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty { name: named() });
    }
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive or office document"),
        (b"\x1f\x8b", "gzip data"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\0", "an SQLite file"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"WARC/", "a WARC file"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|m| bytes.starts_with(m.0)) {
        return Err(ReadError::Binary { name: named(), what, at: 0 });
    }
    // Zero bytes in pairs with text are UTF-16; other control characters never are text.
    let head = &bytes[..bytes.len().min(64 << 10)];
    let controls = count(head, |b| (b < 0x20) & (b != 0) & !(0x09..=0x0d).contains(&b) & (b != 0x1b));
    let zeros = count(head, |b| b == 0);
    let marked = Charset::for_bom(bytes).is_some();
    if controls * 20 > head.len() || (zeros * 100 > head.len() && !marked && !is_utf16(head)) {
        let at = head.iter().position(|b| matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f)).unwrap_or_default();
        return Err(ReadError::Binary { name: named(), what: "control characters", at });
    }
    Ok(())
}

/// Counts bytes, in parts whose count is a byte too, which is many at once.
fn count(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> usize {
    let parts = bytes.chunks(usize::from(u8::MAX));
    parts.map(|part| usize::from(part.iter().map(|b| u8::from(is(*b))).sum::<u8>())).sum()
}

/// Whether zeros stand at every other byte only.
fn is_utf16(head: &[u8]) -> bool {
    let even = head.iter().step_by(2).filter(|b| **b == 0).count();
    let odd = head.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    even.min(odd) * 20 <= even.max(odd)
}

/// Whether a day lies more than about a week after another. A date a little later may be a slip of clock or zone.
fn is_after(date: &Date, than: &Date) -> bool {
    let n = |d: &Date| match d {
        Date::Day(y, m, d) => Some((i32::from(*y) * 12 + i32::from(*m)) * 31 + i32::from(*d)),
        _ => None,
    };
    n(date).zip(n(than)).is_some_and(|(date, than)| date > than + 7)
}

/// Completes the metadata: what the caller knows wins, then the page, then the text.
fn complete(meta: &mut Metadata, input: &Input, draft: &Draft, is_html: bool) {
    let given = |value: Option<&str>| value.map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
    let titled = draft.blocks.iter().find(|b| b.0 == BlockKind::Title);
    meta.title = given(input.title)
        .or_else(|| meta.title.take())
        .or_else(|| titled.and_then(|b| draft.text.get(b.1.clone())).map(str::to_owned));
    meta.outlet = given(input.outlet).or_else(|| meta.outlet.take());
    meta.author = given(input.author).or_else(|| meta.author.take());
    meta.url = given(input.url).or_else(|| meta.url.take());
    meta.published = input.published.clone().or_else(|| meta.published.take());
    if meta.published.is_none() {
        meta.published = meta.url.as_deref().and_then(when::date_in_url);
    }
    if meta.published.is_none() && !is_html {
        // A short line near the top that is a date line: 2025-07-01 10:22 来源:…
        meta.published = draft
            .blocks
            .iter()
            .take(6)
            .filter_map(|b| draft.text.get(b.1.clone()))
            .filter(|t| t.len() <= 120 && !t.contains('。'))
            .find_map(when::find_date);
    }
    if let Some(observed) = &input.observed
        && input.published.is_none()
        && meta.published.as_ref().is_some_and(|p| is_after(p, observed))
    {
        // No page is younger than its copy: the date belongs to something else, such as an event it announces.
        meta.published = None;
    }
    meta.language = Some(given(input.language).unwrap_or_else(|| language(&draft.text).to_owned()));
    meta.fiction |= input.fiction;
}
