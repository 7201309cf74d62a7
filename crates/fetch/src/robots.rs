use std::time::Duration;

/// Bytes of robots.txt that are read (RFC 9309, 2.5).
pub(crate) const MOST_BYTES: usize = 512 << 10;

/// Rules of one group that are heeded; nobody writes more by hand.
const RULES: usize = 10_000;

/// Longest pattern in bytes, and most wildcards in it: matching costs their product with the path.
const PATTERN_BYTES: usize = 2048;

/// Longest pause between two requests that is heeded.
const MOST_DELAY: Duration = Duration::from_secs(30);

/// What a robots.txt allows one program (RFC 9309).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Robots {
    /// Whether the path is allowed, and its pattern, percent-encoding made even.
    rules: Vec<(bool, Vec<u8>)>,
    delay: Option<Duration>,
}

impl Robots {
    /// Reads the rules for a product token, such as `tradewire`: those of the groups that name it, else those for all.
    ///
    /// ```
    /// use tradewire_fetch::Robots;
    /// let r = Robots::parse(b"User-agent: *\nDisallow: /a\nAllow: /a/b$\n", "tradewire");
    /// assert!(!r.allows("/a/c") && r.allows("/a/b") && !r.allows("/a/b/c") && r.allows("/"));
    /// ```
    #[must_use]
    pub fn parse(bytes: &[u8], product: &str) -> Self {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_BYTES)]);
        let (mut ours, mut all) = (None::<Self>, Self::default());
        // Whom the group at hand is for, and whether its rules have begun.
        let (mut for_us, mut for_all, mut begun) = (false, false, true);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if begun {
                    (for_us, for_all, begun) = (false, false, false);
                }
                for_all |= value == "*";
                // A version behind the token does not count.
                let token = value.split(['/', ' ']).next().unwrap_or_default();
                if token.eq_ignore_ascii_case(product) {
                    for_us = true;
                    ours.get_or_insert_default();
                }
                continue;
            }
            let allow = match key.as_str() {
                "allow" => Some(true),
                "disallow" => Some(false),
                "crawl-delay" => None,
                _ => continue,
            };
            begun = true;
            let groups = [ours.as_mut().filter(|_| for_us), Some(&mut all).filter(|_| for_all)];
            for group in groups.into_iter().flatten() {
                match allow {
                    // An empty pattern matches nothing.
                    Some(allow) if !value.is_empty() => {
                        if group.rules.len() < RULES && value.len() <= PATTERN_BYTES {
                            group.rules.push((allow, even(value.as_bytes())));
                        }
                    }
                    Some(_) => {}
                    None => {
                        let seconds = value.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0);
                        group.delay =
                            seconds.map(|s| Duration::from_secs_f64(s.min(MOST_DELAY.as_secs_f64())));
                    }
                }
            }
        }
        ours.unwrap_or(all)
    }

    /// Whether the path, with its query, may be fetched: the longest pattern that matches decides, and of two of one
    /// length the one that allows (RFC 9309, 2.2.2). robots.txt itself always may.
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = even(path.as_bytes());
        self.rules
            .iter()
            .filter(|(_, pattern)| matches(pattern, &path))
            .max_by_key(|(allow, pattern)| (pattern.len(), *allow))
            .is_none_or(|(allow, _)| *allow)
    }

    /// The pause between two requests that the site asks for, at most half a minute.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

/// Percent-encoding made even: what need not be encoded is not, what must be is, in capital letters.
fn even(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        let hex = |i: usize| text.get(i).and_then(|b| char::from(*b).to_digit(16));
        let coded = (b == b'%').then(|| hex(at + 1).zip(hex(at + 2))).flatten();
        let (byte, len, coded) = match coded.and_then(|(h, l)| u8::try_from(h * 16 + l).ok()) {
            Some(byte) => (byte, 3, true),
            None => (b, 1, false),
        };
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain || (!coded && byte.is_ascii_graphic()) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
        at += len;
    }
    out
}

/// Whether a pattern matches a path from its beginning: `*` stands for anything, `$` at the end for the end.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix(b"$") {
        Some(p) => (p, true),
        None => (pattern, false),
    };
    // Each piece between stars is taken as early as it stands; the last one must stand at the end where `$` says so.
    let mut pieces = pattern.split(|b| *b == b'*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if to_end && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = find(rest, piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

fn find(text: &[u8], piece: &[u8]) -> Option<usize> {
    if piece.is_empty() {
        return Some(0);
    }
    text.windows(piece.len()).position(|w| w == piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(robots: &str, path: &str) -> bool {
        Robots::parse(robots.as_bytes(), "tradewire").allows(path)
    }

    #[test]
    fn the_group_that_names_us_counts_alone() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-Agent: TradeWire/2.0\nDisallow: /private\n\
                      \nUser-agent: last\nDisallow: /x\n\nuser-agent: tradewire\nDisallow: /more # why\n";
        for (path, yes) in [("/", true), ("/private/a", false), ("/more", false), ("/x", true)] {
            assert_eq!(allowed(robots, path), yes, "{path}");
        }
        assert!(!allowed("User-agent: *\nDisallow: /\nUser-agent: other\nAllow: /", "/"));
        assert!(!allowed("\u{feff}user-agent : *\r\ndisallow : /a\r\n", "/a"));
        // A line about something else does not end a group.
        assert!(!allowed("User-agent: tradewire\nSitemap: x\nUser-agent: b\nDisallow: /", "/"));
    }

    #[test]
    fn the_longest_match_decides() {
        let robots =
            "User-agent: *\nAllow: /p\nDisallow: /\nDisallow: /page.htm$\nAllow: /*.htm\nDisallow: /f/*/g";
        for (path, yes) in
            [("/page", true), ("/other", false), ("/page.html", true), ("/f/a/b/g", false), ("/p.htm", true)]
        {
            assert_eq!(allowed(robots, path), yes, "{path}");
        }
        assert!(allowed("User-agent: *\nDisallow: /a\nAllow: /a", "/a"), "of one length, allowed");
        assert!(allowed("User-agent: *\nDisallow:\n", "/a"));
        assert!(allowed("User-agent: *\nDisallow: /", "/robots.txt"));
    }

    #[test]
    fn encodings_are_made_even() {
        for (rule, path) in [
            ("/新闻", "/%E6%96%B0%E9%97%BB"),
            ("/%e6%96%b0", "/新x"),
            ("/a%62c", "/abc"),
            ("/x%2Fy", "/x%2fy"),
        ] {
            assert!(!allowed(&format!("User-agent: *\nDisallow: {rule}"), path), "{rule} {path}");
        }
        assert!(allowed("User-agent: *\nDisallow: /x%2Fy", "/x/y"));
    }

    #[test]
    fn rubbish_allows_everything_and_costs_little() {
        for rubbish in ["", "<html>", "Disallow: /", "User-agent\n:", "::::"] {
            assert!(allowed(rubbish, "/a"), "{rubbish}");
        }
        let stars = format!("User-agent: *\nDisallow: /{}b$\n", "*a".repeat(1000)).repeat(200);
        assert!(allowed(&stars, &format!("/{}", "a".repeat(2000))));
    }

    #[test]
    fn a_pause_is_heeded_within_bounds() {
        let delay = |d: &str| {
            Robots::parse(format!("User-agent: *\nCrawl-delay: {d}").as_bytes(), "tradewire").delay()
        };
        assert_eq!(delay("2.5"), Some(Duration::from_millis(2500)));
        assert_eq!(delay("86400"), Some(MOST_DELAY));
        assert_eq!((delay("-1"), delay("soon"), delay("inf")), (None, None, None));
    }
}
