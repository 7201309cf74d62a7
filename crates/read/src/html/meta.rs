use tradewire_model::{Date, Metadata};

use super::byline::Byline;
use super::entity::decode_all;
use super::json_ld;
use super::outlet;
use super::people;
use super::tag::Tag;
use super::token::{attribute, attributes};
use super::tree::Tree;
use crate::when::{date_in_url, day_of, find_date, machine_date};

/// Gathers what a page says about itself outside its text: JSON-LD, OpenGraph, meta elements, machine-readable dates.
pub(super) fn gather(tree: &Tree) -> Seen {
    let mut seen = Seen::default();
    for (i, node) in tree.nodes.iter().enumerate() {
        match node.tag {
            Tag::Text => {}
            Tag::Meta => seen.meta(tree.inside(node)),
            Tag::Link => {
                let inside = tree.inside(node);
                if attribute(inside, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) {
                    seen.canonical = attribute(inside, "href").map(decode_all);
                }
            }
            Tag::Script
                if attribute(tree.inside(node), "type")
                    .is_some_and(|t| t.eq_ignore_ascii_case("application/ld+json")) =>
            {
                json_ld::read(&text(tree, i), &mut seen.article);
            }
            Tag::Title if seen.title.is_none() => {
                seen.title = Some(clean(&text(tree, i))).filter(|t| !t.is_empty());
            }
            Tag::H1 if seen.h1.is_none() => seen.h1 = Some(clean(&text(tree, i))).filter(|t| !t.is_empty()),
            Tag::Time => seen.time(tree, i),
            Tag::Abbr | Tag::Span | Tag::Div | Tag::P | Tag::Other
                if node.inside.1 - node.inside.0 > 12 && tree.inside(node).contains("ublished")
                    || tree.inside(node).contains("dateModified") =>
            {
                seen.time(tree, i);
            }
            _ => {}
        }
    }
    seen
}

/// All that was seen, by where it was seen.
#[derive(Default)]
pub(super) struct Seen {
    article: json_ld::Article,
    og_title: Option<String>,
    meta_title: Option<String>,
    title: Option<String>,
    h1: Option<String>,
    site: Option<String>,
    source: Option<String>,
    /// Names that a kind of meta element gives, and which kind.
    author: Option<(String, String)>,
    /// An author behind a label for social networks, and whether the label came last.
    labelled_author: Option<String>,
    labels_author: bool,
    /// What an installed page is called.
    app: Option<String>,
    published: Option<Date>,
    loose_date: Option<Date>,
    modified: Option<Date>,
    /// The date of the latest version, which stands alone on pages that tell no other.
    latest: Option<Date>,
    canonical: Option<String>,
    og_url: Option<String>,
    /// Dates that elements call that of publication, of a change, or nothing.
    marked: Option<Date>,
    marked_modified: Option<Date>,
    time: Option<Date>,
}

impl Seen {
    fn meta(&mut self, inside: &str) {
        let (mut key, mut content) = (String::new(), None);
        for (name, value) in attributes(inside) {
            if ["property", "name", "itemprop", "http-equiv"].iter().any(|n| name.eq_ignore_ascii_case(n))
                && key.is_empty()
            {
                key = value.to_ascii_lowercase();
            } else if name.eq_ignore_ascii_case("content") {
                content = Some(value);
            }
        }
        let Some(content) = content.map(|c| clean(&decode_all(c))).filter(|c| !c.is_empty()) else { return };
        let text = |slot: &mut Option<String>| {
            if slot.is_none() {
                *slot = Some(content.clone());
            }
        };
        let date = |slot: &mut Option<Date>| {
            if slot.is_none() {
                *slot = machine_date(&content);
            }
        };
        match key.as_str() {
            "og:title" => text(&mut self.og_title),
            "twitter:title" | "dc.title" | "dcterms.title" | "headline" | "title" | "articletitle" => {
                text(&mut self.meta_title);
            }
            "og:site_name" | "application-name" | "sitename" => text(&mut self.site),
            "source" | "mediaid" | "article:source" | "publisher" | "dc.publisher" | "contentsource" => {
                text(&mut self.source);
            }
            "apple-mobile-web-app-title" | "al:ios:app_name" => text(&mut self.app),
            "author"
            | "article:author"
            | "dc.creator"
            | "byl"
            | "sailthru.author"
            | "parsely-author"
            | "citation_author"
            | "article:author_name"
            | "twitter:creator:name"
                if !content.starts_with("http") && !content.starts_with('@') =>
            {
                self.wrote(&key, content);
            }
            // What a plug-in of WordPress tells the social networks: a label, and behind it what it labels.
            "twitter:label1" | "twitter:label2" => {
                let label = tradewire_script::key(&content);
                self.labels_author = matches!(
                    label.as_str(),
                    "writtenby" | "author" | "作者" | "撰写者" | "撰文" | "verfasstvon"
                );
            }
            "twitter:data1" | "twitter:data2" if self.labels_author => {
                self.labels_author = false;
                text(&mut self.labelled_author);
            }
            "article:published_time"
            | "og:published_time"
            | "datepublished"
            | "publishdate"
            | "pubdate"
            | "publish_date"
            | "parsely-pub-date"
            | "sailthru.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "dc.date.created"
            | "article.published"
            | "cxenseparse:recs:publishtime"
            | "weibo: article:create_at"
            | "apub:time"
            | "publication_date"
            | "published_time"
            | "og:release_date"
            | "article_date_original"
            | "_pubtime"
            | "og:article:published_time" => date(&mut self.published),
            "date" | "dc.date" | "dc:date" | "dcterms.date" | "og:time" | "created" | "citation_date" => {
                date(&mut self.loose_date);
            }
            "article:modified_time"
            | "og:updated_time"
            | "datemodified"
            | "lastmod"
            | "last-modified"
            | "article:modified"
            | "updatetime"
            | "article.updated"
            | "dcterms.modified" => date(&mut self.modified),
            "dateupdate" => date(&mut self.latest),
            "og:url" => text(&mut self.og_url),
            _ => {}
        }
    }

    /// Takes an author that a meta element names; where several of one kind do, all of them wrote it.
    fn wrote(&mut self, key: &str, name: String) {
        match &mut self.author {
            None => self.author = Some((key.to_owned(), name)),
            Some((kind, names)) if kind == key && names.len() < 120 && !names.contains(&name) => {
                names.push_str(", ");
                names.push_str(&name);
            }
            Some(_) => {}
        }
    }

    /// Takes the date of an element: `time`, or one whose class or `itemprop` says what its date is.
    fn time(&mut self, tree: &Tree, i: usize) {
        let node = &tree.nodes[i];
        let inside = tree.inside(node);
        let (mut said, mut stamp) = (String::new(), None);
        for (name, value) in attributes(inside) {
            match name.to_ascii_lowercase().as_str() {
                "itemprop" | "class" | "pubdate" => {
                    said.push_str(&name.to_ascii_lowercase());
                    said.push_str(&value.to_ascii_lowercase());
                    said.push(' ');
                }
                "datetime" | "content" | "title" if stamp.is_none() => stamp = machine_date(value),
                _ => {}
            }
        }
        let published = ["datepublished", "pubdate", "published"].iter().any(|w| said.contains(w));
        let modified = ["datemodified", "updated", "modified"].iter().any(|w| said.contains(w));
        if node.tag != Tag::Time && !published && !modified {
            return;
        }
        let Some(date) = stamp.or_else(|| find_date(&text(tree, i))) else { return };
        let slot = match (published, modified) {
            (true, _) => &mut self.marked,
            (false, true) => &mut self.marked_modified,
            _ => &mut self.time,
        };
        slot.get_or_insert(date);
    }

    /// The title as the page's head gives it, to look for the headline in the text.
    pub(super) fn wanted(&self) -> Option<&str> {
        [&self.article.headline, &self.og_title, &self.title, &self.meta_title, &self.h1]
            .into_iter()
            .find_map(|t| t.as_deref())
    }

    /// Decides: `shown` is the headline as the page shows it, `byline` what stands beside it.
    pub(super) fn finish(self, tree: &Tree, shown: Option<&str>, byline: Byline) -> Metadata {
        let title = self.headline(shown);
        let title_tag = self.title.as_deref().or(self.og_title.as_deref());
        let publisher = self.article.named(self.article.publisher.as_deref());
        let plain = |s: &String| !s.starts_with("http");
        let short = |s: &String| s.chars().count() <= 40;
        let account = account(tree);
        let outlet = self
            .site
            .clone()
            .filter(plain)
            .filter(|s| account.is_none() || !outlet::is_platform(s))
            .filter(|s| !outlet::is_address(s))
            .map(|s| outlet::without_motto(&s).to_owned())
            .or(account)
            .or(publisher)
            .or_else(|| outlet::in_microdata(tree))
            .or_else(|| self.source.as_deref().map(outlet::without_label).filter(|s| plain(s) && short(s)))
            .or_else(|| {
                let in_title = |t: &str| outlet::beside(t, title.as_deref()?, byline.source.as_deref());
                title_tag.and_then(in_title).or_else(|| self.og_title.as_deref().and_then(in_title))
            })
            .or_else(|| self.article.named(self.article.site.as_deref()))
            .or_else(|| byline.house.clone())
            .or_else(|| byline.source.clone())
            .or_else(|| self.app.clone().filter(plain).filter(short))
            .or_else(|| outlet::in_footer(tree))
            .or_else(|| self.site.clone().filter(plain));
        let own = |name: &String| {
            let key = tradewire_script::key;
            !outlet.as_deref().is_some_and(|o| {
                let (o, n) = (key(o), key(name));
                o.contains(&n) || n.contains(&o)
            }) && !people::is_nobody(name)
        };
        let author = self
            .article
            .named(self.article.author.as_deref())
            .filter(own)
            .or_else(|| {
                // The house may stand before its reporters: 文｜某网 林薇.
                let line = byline.authors.as_deref()?;
                let names: Vec<&str> = line.split(", ").filter(|n| own(&(*n).to_owned())).collect();
                (!names.is_empty()).then(|| names.join(", "))
            })
            .or_else(|| self.author.map(|a| a.1).filter(own))
            .or_else(|| self.labelled_author.filter(own))
            .map(|a| people::plain(without_by(&a)))
            .filter(|a| !a.is_empty() && a.chars().count() <= 120);
        let address = self.canonical.or(self.og_url).or(self.article.url).filter(|u| u.starts_with("http"));
        let published = self
            .article
            .published
            .as_deref()
            .and_then(machine_date)
            .or(self.published)
            .or_else(|| address.as_deref().and_then(date_in_url))
            .or(self.marked)
            .or(byline.published)
            .or(self.time)
            .or_else(|| date_in_script(tree))
            .or(self.loose_date);
        // Of a page that tells one date only, that is the date it came out.
        let (published, latest) =
            if published.is_some() { (published, self.latest) } else { (self.latest, None) };
        let published = published.or_else(|| visible_date(tree));
        let modified = self
            .article
            .modified
            .as_deref()
            .and_then(machine_date)
            .or(latest)
            .or(self.modified)
            .or(self.marked_modified)
            .or(byline.modified);
        Metadata { title, outlet, author, published, modified, url: address, language: None, fiction: false }
    }

    /// The key of the host in the page's own address, without www and the last part.
    fn host(&self) -> Option<String> {
        let address = self.canonical.as_deref().or(self.og_url.as_deref())?;
        let host = address.split_once("://")?.1.split(['/', ':']).next()?;
        let host = host.strip_prefix("www.").unwrap_or(host);
        Some(tradewire_script::key(host.rsplit_once('.').map_or(host, |h| h.0))).filter(|h| h.len() >= 5)
    }

    /// The headline: as the head gives it, cut to what the page shows of it.
    fn headline(&self, shown: Option<&str>) -> Option<String> {
        let key = tradewire_script::key;
        let shown = shown.map(clean).filter(|s| !s.is_empty());
        let shown_key = shown.as_deref().map(key).unwrap_or_default();
        let site = self.site.as_deref().or(self.article.publisher.as_deref());
        let cut = |text: &str| -> String {
            let (whole, n) = (key(text), shown_key.chars().count());
            let cut_short = text.trim_end().ends_with(['…', '.'])
                && shown_key.starts_with(whole.as_str())
                && whole.chars().count() >= 10;
            let size = whole.chars().count();
            let host = self.host().is_some_and(|h| h.contains(&shown_key) || shown_key.contains(&h));
            // «Headline › Site» tells its parts from the left.
            let behind = shown
                .as_deref()
                .and_then(|s| text.find(s))
                .is_some_and(|i| text[..i].trim_end().ends_with(['›', '»']));
            let within = n >= 5
                && !host
                && !behind
                && whole.contains(&shown_key)
                && (n * 10 >= size * 3 || n >= 10 && whole.starts_with(&shown_key));
            match &shown {
                Some(s) if within || cut_short => s.clone(),
                _ => without_site(text, site),
            }
        };
        // Some pages give a description for the headline: it must be said elsewhere too.
        let others = [self.og_title.as_deref(), self.title.as_deref(), shown.as_deref(), self.h1.as_deref()];
        let headline = self.article.headline.as_deref().map(clean).filter(|h| {
            let h = key(h);
            let mut others = others.iter().flatten().map(|t| key(t)).peekable();
            others.peek().is_none()
                || others.any(|t| {
                    !t.is_empty()
                        && (t.contains(&h)
                            || h.contains(&t)
                            || t.starts_with(h.get(..h.len() / 2).unwrap_or(&h)))
                })
        });
        headline
            .map(|h| match &shown {
                // What the page shows as its headline is whole, whatever stands behind a dash in it.
                Some(s) if key(&h) == shown_key => s.clone(),
                _ if h.ends_with(['…', '.']) => cut(&h),
                _ => without_site(&h, site),
            })
            .or_else(|| self.og_title.as_deref().map(&cut))
            .or_else(|| self.title.as_deref().map(&cut))
            .or_else(|| self.meta_title.as_deref().map(&cut))
            .or(shown.clone())
            .or_else(|| self.h1.clone())
            .filter(|t| !t.is_empty())
            .map(|t| self.whole(t, site))
    }

    /// A headline that was cut short, as another part of the page gives it whole.
    fn whole(&self, title: String, site: Option<&str>) -> String {
        let Some(begun) = title.strip_suffix("...").or_else(|| title.strip_suffix('…')) else {
            return title;
        };
        let begun = tradewire_script::key(begun);
        if begun.chars().count() < 10 {
            return title;
        }
        [&self.h1, &self.title, &self.meta_title, &self.og_title]
            .into_iter()
            .flatten()
            .map(|t| without_site(t, site))
            .find(|t| !t.ends_with(['.', '…']) && tradewire_script::key(t).starts_with(&begun))
            .unwrap_or(title)
    }
}

/// What the element is called that names the account of an article on WeChat, now and in earlier years.
const ACCOUNTS: &[&str] = &["js_name", "post-user"];

/// The account on a platform that an article belongs to, as WeChat pages name it.
fn account(tree: &Tree) -> Option<String> {
    let at = tree.nodes.iter().position(|n| {
        matches!(n.tag, Tag::A | Tag::Span | Tag::Strong | Tag::Div)
            && n.inside.1 > n.inside.0 + 8
            && attribute(tree.inside(n), "id").is_some_and(|id| ACCOUNTS.contains(&id))
    })?;
    Some(clean(&text(tree, at))).filter(|n| !n.is_empty() && n.chars().count() <= 40)
}

/// An author line without the words before the name.
fn without_by(line: &str) -> &str {
    let line = line.trim();
    ["By ", "by ", "BY ", "Von ", "Par ", "作者：", "作者:", "记者 ", "記者 "]
        .iter()
        .find_map(|p| line.strip_prefix(p))
        .unwrap_or(line)
        .trim()
}

/// A date that only the page's scripts hold.
fn date_in_script(tree: &Tree) -> Option<Date> {
    const KEYS: &[&str] = &[
        "datePublished",
        "publishTime",
        "publish_time",
        "publishDate",
        "publish_date",
        "publishedAt",
        "pubTime",
        "pubtime",
        "pub_time",
        "pubDate",
        "newsTime",
        "createTime",
        "create_time",
        "ptime",
        "var ct",
    ];
    let scripts: Vec<&str> = tree
        .nodes
        .iter()
        .filter(|n| n.tag == Tag::Text && tree.nodes[n.parent as usize].tag == Tag::Script)
        .map(|n| tree.text(n))
        .collect();
    KEYS.iter().find_map(|key| {
        let finder = memchr::memmem::Finder::new(key);
        scripts.iter().find_map(|s| {
            finder.find_iter(s.as_bytes()).take(8).find_map(|i| value_date(s.get(i + key.len()..)?))
        })
    })
}

/// The date that follows a key in a script: a date in quotes, or seconds or milliseconds since 1970.
fn value_date(rest: &str) -> Option<Date> {
    let rest = rest.trim_start_matches(['"', '\'', '\\', ' ']).strip_prefix([':', '='])?;
    let rest = rest.trim_start_matches([' ', '"', '\'', '\\']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match digits {
        10 | 13 => {
            let n: i64 = rest[..digits].parse().ok()?;
            // Pages that keep the time so are Chinese ones as a rule: their day begins at UTC+8.
            day_of(if digits == 13 { n / 1000 } else { n }, 8)
        }
        4 => {
            let end = (0..=rest.len().min(20)).rev().find(|i| rest.is_char_boundary(*i))?;
            find_date(&rest[..end])
        }
        _ => None,
    }
}

/// The text within a node, references decoded.
fn text(tree: &Tree, i: usize) -> String {
    let raw: String = tree
        .within(i)
        .take(200)
        .map(|j| &tree.nodes[j])
        .filter(|n| n.tag == Tag::Text)
        .map(|n| tree.text(n))
        .collect();
    if tree.nodes[i].tag == Tag::Script { raw } else { decode_all(&raw) }
}

/// White space collapsed and trimmed.
fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title without the name of the site behind it: «Three leave North Lake - The Post».
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = outlet::without_system(title);
    let mut out = title;
    let named = |part: &str| {
        site.is_some_and(|s| {
            let (s, t) = (tradewire_script::key(s), tradewire_script::key(part));
            !t.is_empty() && (s.contains(&t) || t.contains(&s))
        })
    };
    // The site may stand first: SITE | Title.
    for mark in [" | ", " – ", " - ", "｜", "|"] {
        if let Some((head, rest)) = out.split_once(mark)
            && rest.chars().count() > head.chars().count()
            && (named(head)
                || head.trim().chars().count() <= 6 && head.trim().chars().all(|c| c.is_ascii_uppercase()))
        {
            out = rest.trim();
            break;
        }
    }
    for _ in 0..3 {
        let cut = [" - ", " | ", " – ", " — ", "_", "|", " :: ", " » ", "-"]
            .iter()
            .filter_map(|s| out.rfind(s).map(|i| (i, s.len(), *s)))
            .max_by_key(|c| c.0 + c.1);
        let Some((i, len, mark)) = cut else { break };
        let tail = &out[i + len..];
        // A bare hyphen or underline parts the site off only in Chinese titles, or where the site is known.
        let short = tail.chars().count() <= 20 && out[..i].chars().count() >= 8;
        let strong = mark != "-" && (!matches!(mark, "_" | " - ") || !title.is_ascii());
        if named(tail)
            || (short && strong)
            || (short && mark == "-" && !title.is_ascii() && tail.chars().count() <= 8)
        {
            out = out[..i].trim_end();
        } else {
            break;
        }
    }
    out.to_owned()
}

/// A date in a short visible line: 2025-07-01 10:22 来源:…
fn visible_date(tree: &Tree) -> Option<Date> {
    let body = tree.nodes.iter().position(|n| n.tag == Tag::Body).unwrap_or(0);
    tree.nodes
        .iter()
        .enumerate()
        .skip(body)
        .filter(|(_, n)| n.tag == Tag::Text)
        .filter(|(_, n)| {
            let parent = &tree.nodes[n.parent as usize];
            !parent.tag.is_skipped()
        })
        .map(|(_, n)| tree.text(n).trim())
        .filter(|t| (8..=160).contains(&t.len()) && t.bytes().any(|b| b.is_ascii_digit()))
        .take(400)
        .filter(|t| !t.contains(['©']) && !t.to_ascii_lowercase().contains("copyright"))
        .filter(|t| !super::byline::is_change(t))
        .find_map(find_date)
}
