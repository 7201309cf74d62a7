use tradewire_model::{Date, Metadata};

use super::entity::decode_all;
use super::json_ld;
use super::tag::Tag;
use super::token::{attribute, attributes};
use super::tree::Tree;
use crate::when::{date_in_url, find_date, machine_date};

/// Reads what a page says about itself: JSON-LD, OpenGraph, meta elements, visible date lines, its address.
pub(super) fn metadata(tree: &Tree) -> Metadata {
    let mut seen = Seen::default();
    for (i, node) in tree.nodes.iter().enumerate() {
        match node.tag {
            Tag::Meta => seen.meta(tree.inside(node)),
            Tag::Link => {
                let inside = tree.inside(node);
                if attribute(inside, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) {
                    seen.canonical = attribute(inside, "href").map(decode_all);
                }
            }
            Tag::Html => seen.language = attribute(tree.inside(node), "lang").map(str::to_owned),
            Tag::Script
                if attribute(tree.inside(node), "type")
                    .is_some_and(|t| t.eq_ignore_ascii_case("application/ld+json")) =>
            {
                json_ld::read(&text(tree, i), &mut seen.article);
            }
            Tag::Title if seen.title.is_none() => seen.title = Some(clean(&text(tree, i))),
            Tag::Time if seen.time.is_none() => {
                let stamp = attribute(tree.inside(node), "datetime")
                    .map(str::to_owned)
                    .unwrap_or_else(|| text(tree, i));
                seen.time = machine_date(&stamp);
            }
            Tag::H1 if seen.h1.is_none() => seen.h1 = Some(clean(&text(tree, i))).filter(|t| !t.is_empty()),
            _ => {}
        }
    }
    seen.finish(tree)
}

/// All that was seen, by where it was seen.
#[derive(Default)]
struct Seen {
    article: json_ld::Article,
    og_title: Option<String>,
    meta_title: Option<String>,
    title: Option<String>,
    h1: Option<String>,
    site: Option<String>,
    source: Option<String>,
    author: Option<String>,
    published: Option<Date>,
    loose_date: Option<Date>,
    modified: Option<Date>,
    canonical: Option<String>,
    og_url: Option<String>,
    language: Option<String>,
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
            "og:site_name" | "application-name" => text(&mut self.site),
            "source" | "mediaid" | "article:source" | "publisher" | "dc.publisher" => text(&mut self.source),
            "author" | "article:author" | "dc.creator" | "byl" | "sailthru.author" | "parsely-author"
                if !content.starts_with("http") =>
            {
                text(&mut self.author);
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
            "date" | "dc.date" | "dcterms.date" | "og:time" | "created" | "citation_date" => {
                date(&mut self.loose_date);
            }
            "article:modified_time"
            | "og:updated_time"
            | "datemodified"
            | "lastmod"
            | "last-modified"
            | "dcterms.modified" => date(&mut self.modified),
            "og:url" => text(&mut self.og_url),
            _ => {}
        }
    }

    fn finish(self, tree: &Tree) -> Metadata {
        let site = self.site.or(self.article.publisher).filter(|s| !s.starts_with("http"));
        let headline = self.article.headline.map(|h| clean(&h));
        let title = headline
            .or(self.og_title)
            .map(|t| without_site(&t, site.as_deref(), self.h1.as_deref()))
            .or_else(|| self.title.as_deref().map(|t| without_site(t, site.as_deref(), self.h1.as_deref())))
            .or(self.meta_title)
            .or(self.h1)
            .filter(|t| !t.is_empty());
        let address = self.canonical.or(self.og_url).or(self.article.url).filter(|u| u.starts_with("http"));
        let published = self
            .article
            .published
            .as_deref()
            .and_then(machine_date)
            .or(self.published)
            .or_else(|| address.as_deref().and_then(date_in_url))
            .or(self.time)
            .or_else(|| visible_date(tree))
            .or(self.loose_date);
        let source = self.source.filter(|s| !s.starts_with("http") && s.chars().count() <= 40);
        Metadata {
            title,
            outlet: site.or(source),
            author: self.article.author.or(self.author).filter(|a| a.chars().count() <= 120),
            published,
            modified: self.article.modified.as_deref().and_then(machine_date).or(self.modified),
            url: address,
            language: self.language,
            fiction: false,
        }
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
fn without_site(title: &str, site: Option<&str>, h1: Option<&str>) -> String {
    let title = title.trim();
    if let Some(h1) = h1
        && title.starts_with(h1)
        && h1.chars().count() >= 6
    {
        return h1.to_owned();
    }
    let mut out = title;
    for _ in 0..3 {
        let cut = [" - ", " | ", " – ", " — ", "_", "|", " :: ", " » ", "-"]
            .iter()
            .filter_map(|s| out.rfind(s).map(|i| (i, s.len(), *s)))
            .max_by_key(|c| c.0);
        let Some((i, len, mark)) = cut else { break };
        let tail = &out[i + len..];
        let named = site.is_some_and(|s| {
            let (s, t) = (tradewire_script::key(s), tradewire_script::key(tail));
            !t.is_empty() && (s.contains(&t) || t.contains(&s))
        });
        // A bare hyphen or underline parts the site off only in Chinese titles, or where the site is known.
        let short = tail.chars().count() <= 20 && out[..i].chars().count() >= 8;
        let strong = mark != "-" && (mark != "_" || !title.is_ascii());
        if named
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
        .find_map(find_date)
}
