use std::collections::HashMap;
use std::sync::LazyLock;

static NAMED: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    include_str!("../../data/entities.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(n, c)| Some((n, char::from_u32(u32::from_str_radix(c, 16).ok()?)?)))
        .collect()
});

/// Names that browsers accept without their semicolon.
const BARE: &[&str] = &["amp", "lt", "gt", "quot", "nbsp", "copy", "reg"];

/// Decodes the character reference that `text` begins with; gives what it stands for and its length in bytes.
///
/// With `strict` the closing semicolon must be there, as in text that is not markup.
pub(crate) fn decode_entity(text: &str, strict: bool) -> Option<(String, usize)> {
    let rest = text.strip_prefix('&')?;
    if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix, lead) = match number.strip_prefix(['x', 'X']) {
            Some(d) => (d, 16, 3),
            None => (number, 10, 2),
        };
        let n = digits.bytes().take(9).take_while(|b| char::from(*b).is_digit(radix)).count();
        let closed = digits[n..].starts_with(';');
        if n == 0 || (strict && !closed) {
            return None;
        }
        let code = u32::from_str_radix(&digits[..n], radix).ok()?;
        let c = match code {
            // Numbers written for Windows-1252, as the HTML Standard maps them.
            0x80..=0x9f => windows_1252(code),
            0 => return None,
            _ => char::from_u32(code)?,
        };
        return Some((c.to_string(), lead + n + usize::from(closed)));
    }
    let n = rest.bytes().take(24).take_while(u8::is_ascii_alphanumeric).count();
    let name = &rest[..n];
    if rest[n..].starts_with(';') {
        return NAMED.get(name).map(|c| (c.to_string(), n + 2));
    }
    if strict {
        return None;
    }
    BARE.iter().find(|b| name.starts_with(**b)).and_then(|b| {
        // &copying is no ©: only a whole name, or one cut by what cannot belong to it.
        let whole = name.len() == b.len();
        NAMED.get(b).filter(|_| whole).map(|c| (c.to_string(), b.len() + 1))
    })
}

fn windows_1252(code: u32) -> char {
    let byte = [u8::try_from(code).unwrap_or(b'?')];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    text.chars().next().unwrap_or('\u{fffd}')
}

/// Decodes all references of an attribute's value or a title.
pub(crate) fn decode_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for i in memchr::memchr_iter(b'&', text.as_bytes()) {
        if i < at {
            continue;
        }
        out.push_str(&text[at..i]);
        at = i;
        if let Some((c, len)) = decode_entity(&text[i..], false) {
            out.push_str(&c);
            at = i + len;
        }
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded() {
        assert_eq!(
            decode_all("A&amp;B &#25136;&#x6218; &nbsp;&hellip;&#150;&copy 2026 &copying &x;"),
            "A&B 戰战 \u{a0}…–© 2026 &copying &x;"
        );
        assert_eq!(decode_entity("&amp x", true), None);
    }
}
