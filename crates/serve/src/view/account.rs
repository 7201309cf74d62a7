//! Parts of the pages of accounts: tokens, sessions, the log.

use maud::{Markup, html};
use tradewire_accounts::{Entry, Session, Token};
use tradewire_ledger::Timestamp;

use super::text::{cut, plain};
use crate::reader::Reader;

/// A moment to the minute, in universal time.
#[must_use]
pub fn moment(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (at.strftime("%Y-%m-%d %H:%M")) } }
}

/// A day.
#[must_use]
pub fn day(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (at.strftime("%Y-%m-%d")) } }
}

/// One's own tokens, each with what it may and until when; live ones can be revoked.
#[must_use]
pub fn tokens(reader: &Reader, all: &[Token], seal: &str, now: Timestamp) -> Markup {
    let w = reader.lang.access_words();
    html! {
        @if all.is_empty() { p.soft { (w.no_tokens) } }
        @else {
            ul.keyring {
                // Those that open something first.
                @for t in all.iter().filter(|t| t.is_live(now)).chain(all.iter().filter(|t| !t.is_live(now))) {
                    @let live = t.is_live(now);
                    li.gone[!live] {
                        div {
                            b { bdi { (plain(&t.name)) } } " " span.scope { (reader.lang.scope(t.scope)) }
                            p.small.soft {
                                @if live { (w.until) " " (day(t.ends_at)) } @else { (w.ended) }
                                " · "
                                @match t.used_at { Some(at) => { (w.last_used) " " (moment(at)) }, None => (w.never) }
                            }
                        }
                        @if live {
                            form method="post" action="/account/tokens/revoke" {
                                input type="hidden" name="csrf" value=(seal);
                                input type="hidden" name="token" value=(t.id);
                                button.quiet type="submit" aria-label={ (w.revoke) " " (plain(&t.name)) } { (w.revoke) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where one is signed in; all but this one can be ended.
#[must_use]
pub fn sessions(reader: &Reader, open: &[Session], this: Option<i64>, seal: &str) -> Markup {
    let w = reader.lang.access_words();
    html! {
        ul.keyring {
            @for s in open {
                @let own = Some(s.id) == this;
                @let browser = browser(&s.agent).unwrap_or_else(|| w.unknown_browser.to_owned());
                li {
                    div {
                        b { bdi { (browser) } } @if own { " " span.scope { (w.this_one) } }
                        p.small.soft {
                            @if s.address.is_empty() { (w.unknown_place) } @else { span.num { (s.address) } }
                            " · " (w.since) " " (moment(s.created_at)) " · " (w.last_seen) " " (moment(s.seen_at))
                        }
                    }
                    @if !own {
                        form method="post" action="/account/sessions/end" {
                            input type="hidden" name="csrf" value=(seal);
                            input type="hidden" name="session" value=(s.id);
                            button.quiet type="submit" aria-label={ (w.end) " " (browser) } { (w.end) }
                        }
                    }
                }
            }
        }
    }
}

/// What was done, newest first.
#[must_use]
pub fn entries(reader: &Reader, log: &[Entry]) -> Markup {
    let w = reader.lang.access_words();
    html! {
        div.tablewrap tabindex="0" role="region" aria-label=(w.log) {
            table.deeds {
                thead { tr { th scope="col" { (w.when) } th scope="col" { (w.who) } th scope="col" { (w.what) } th scope="col" { (w.to_what) } th scope="col" { (w.from) } } }
                tbody {
                    @for e in log {
                        tr {
                            td { (moment(e.at)) }
                            td { bdi { (match e.by.as_str() { "(command line)" => w.command, "(nobody)" => w.nobody, name => name }) } }
                            td { (reader.lang.deed(&e.deed)) }
                            td { bdi { (cut(&plain(&e.subject), 60)) } @if !e.detail.is_empty() { " " span.soft { bdi { (cut(&plain(reader.lang.deed_detail(&e.detail)), 60)) } } } }
                            td { span.num.small { (e.address) } }
                        }
                    }
                }
            }
        }
    }
}

/// Browser and system in a few words, as far as the line that browsers send tells; the names that come first claim to be
/// the others too.
fn browser(agent: &str) -> Option<String> {
    let first = |known: &[(&'static str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|k| k.1)
    };
    let program = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(p), Some(s)) => Some(format!("{p}, {s}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_in_a_few_words() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(browser(chrome).as_deref(), Some("Chrome, Linux"));
        assert_eq!(browser(&format!("{chrome} Edg/140.0")).as_deref(), Some("Edge, Linux"));
        assert_eq!(browser("curl/8.14"), None);
    }
}
