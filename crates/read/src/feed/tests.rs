use super::*;

fn read(text: &str) -> Vec<Result<OwnedInput, InputError>> {
    feed(text.as_bytes(), None, &Limits::default()).collect()
}

fn one(entry: &str) -> OwnedInput {
    let mut all = read(&format!("<rss version='2.0'><channel><title>T</title>{entry}</channel></rss>"));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).unwrap()
}

fn text(input: &OwnedInput) -> &str {
    std::str::from_utf8(&input.bytes).unwrap()
}

/// The body, or the code of the fault, per entry.
fn told(text: &str) -> Vec<Result<String, InputCode>> {
    read(text)
        .into_iter()
        .map(|r| r.map(|i| String::from_utf8(i.bytes).unwrap()).map_err(|e| e.code))
        .collect()
}

#[test]
fn entries_of_rss() {
    let e = one("<item><title>Larkspur &amp;amp; Northgate</title><link> https://n.example/1 </link>\
        <guid isPermaLink='false'>g1</guid><pubDate>Tue, 01 Jul 2025 02:22:00 GMT</pubDate><dc:creator>Mara Quill</dc:creator>\
        <media:title>no</media:title><description>short</description><content:encoded><![CDATA[<p>北门科技 &amp; x</p>]]></content:encoded></item>");
    assert_eq!(e.title.as_deref(), Some("Larkspur & Northgate"));
    assert_eq!((e.name.as_str(), e.url.as_deref()), ("https://n.example/1", Some("https://n.example/1")));
    assert_eq!((e.published.clone(), e.author.as_deref()), (Some(Date::Day(2025, 7, 1)), Some("Mara Quill")));
    assert_eq!(
        (e.outlet.as_deref(), e.content, text(&e)),
        (Some("T"), Content::Html, "<p>北门科技 &amp; x</p>")
    );
    let e = one("<item><title>only a title</title><source url='x'>The Courier</source></item>");
    assert_eq!(
        (text(&e), e.content, e.name.as_str(), e.outlet.as_deref()),
        ("only a title", Content::Text, "entry-1", Some("The Courier"))
    );
}

#[test]
fn entries_of_atom() {
    let all = read(
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title type='text'>F</title><entry>\
        <id>tag:1</id><title type='html'>a &lt;b&gt;bold&lt;/b&gt; move</title><link rel='self' href='https://n.example/self'/>\
        <link href='https://n.example/2'/><published>2025-07-03T01:02:03+08:00</published><updated>2025-07-09</updated>\
        <author><name>林知远</name><email>a@n.example</email></author>\
        <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>one</p><content>x</content><p>two</p></div></content></entry>\
        <entry><id>https://n.example/3</id><source><title>Other</title><id>urn:x</id></source><summary type='html'>&lt;p&gt;s&lt;/p&gt;</summary></entry></feed>",
    );
    let [a, b] = &all[..] else { panic!("{all:?}") };
    let (a, b) = (a.as_ref().unwrap(), b.as_ref().unwrap());
    assert_eq!(
        (a.title.as_deref(), a.url.as_deref(), a.author.as_deref()),
        (Some("a bold move"), Some("https://n.example/2"), Some("林知远"))
    );
    assert_eq!((a.published.clone(), a.outlet.as_deref()), (Some(Date::Day(2025, 7, 3)), Some("F")));
    assert_eq!(
        text(a),
        "<div xmlns='http://www.w3.org/1999/xhtml'><p>one</p><content>x</content><p>two</p></div>"
    );
    assert_eq!(
        (b.name.as_str(), b.outlet.as_deref(), text(b)),
        ("https://n.example/3", Some("Other"), "<p>s</p>")
    );
}

#[test]
fn entries_of_rdf_and_of_feeds_with_prefixes() {
    assert_eq!(
        told(
            "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel><title>x</title></channel><item><title>a</title></item></rdf:RDF>"
        ),
        [Ok("a".into())]
    );
    assert_eq!(
        told("<atom:feed><atom:entry><atom:title>b</atom:title></atom:entry></atom:feed>"),
        [Ok("b".into())]
    );
}

#[test]
fn the_charset_of_the_declaration_counts() {
    let xml = "<?xml version=\"1.0\" encoding=\"gb2312\"?><rss><channel><item><title>研究员离开实验室</title></item></channel></rss>";
    let bytes = encoding_rs::GBK.encode(xml).0;
    assert!(looks_like_feed(&bytes));
    let all: Vec<_> = feed(&bytes, None, &Limits::default()).collect();
    assert_eq!(text(all[0].as_ref().unwrap()), "研究员离开实验室");
}

#[test]
fn a_broken_entry_does_not_take_the_next_with_it() {
    let wrap = |inner: &str| {
        format!(
            "<rss><channel><item><title>a</title></item>{inner}<item><title>z</title></item></channel></rss>"
        )
    };
    let broken = |inner: &str, code| {
        assert_eq!(told(&wrap(inner)), [Ok("a".into()), Err(code), Ok("z".into())], "{inner}");
    };
    broken("<item><title><![CDATA[ open </title></item>", InputCode::Feed);
    broken("<item><!-- open <title>x</title></item>", InputCode::Feed);
    broken("<item></item>", InputCode::Field);
    // A stray ampersand, a stray end and an entity of its own are no fault.
    let fine = wrap("<item><title>AT&T </b>&foo; &eacute;</title></item>");
    assert_eq!(told(&fine), [Ok("a".into()), Ok("AT&T &foo; é".into()), Ok("z".into())]);
    assert_eq!(
        told("<rss><channel><item><title>a</title></item><item><title>b"),
        [Ok("a".into()), Err(InputCode::Feed)]
    );
    let deep = format!("<item>{}</item>", "<x>".repeat(300));
    broken(&deep, InputCode::Feed);
}

#[test]
fn entities_are_never_expanded() {
    let laughs = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>\
        <rss><channel><item><title>&c;</title></item></channel></rss>";
    assert!(looks_like_feed(laughs.as_bytes()));
    assert_eq!(told(laughs), [Err(InputCode::Entities)]);
    let outside = "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://x.example/rss.dtd'><rss><channel><item><title>a</title></item></channel></rss>";
    assert!(looks_like_feed(outside.as_bytes()));
    assert_eq!(told(outside), [Ok("a".into())]);
}

#[test]
fn feeds_of_nothing_but_faults_end() {
    let all = told(&format!("<rss>{}", "<item><![CDATA[".repeat(10_000)));
    assert_eq!(all.len(), FAULTS + 1);
    assert_eq!(all.last(), Some(&Err(InputCode::GivenUp)));
    let many = told(&format!("<rss>{}</rss>", "<item/>x<item><title>t</title></item>".repeat(ENTRIES + 10)));
    assert!(many.len() <= ENTRIES + 1 && many.last() == Some(&Err(InputCode::GivenUp)));
}

#[test]
fn other_documents_are_no_feeds() {
    for no in [
        "<html><rss>",
        "<!DOCTYPE html><rss>",
        "<?xml version='1.0'?><urlset>",
        "rss",
        "",
        "<",
        "<!--",
        "<rssx>",
        "{}",
    ] {
        assert!(!looks_like_feed(no.as_bytes()), "{no}");
    }
}

#[test]
fn an_entry_that_only_links_is_its_title() {
    let body = |d: &str| {
        let e = one(&format!(
            "<item><title>Three leave Larkspur</title><description><![CDATA[{d}]]></description></item>"
        ));
        text(&e).to_owned()
    };
    for only in [
        "<a href='x'>Three leave Larkspur</a>&nbsp;<font>The Courier</font>",
        "<img src='x'>",
        "<a href='x'>open",
        "&nbsp;",
    ] {
        assert_eq!(body(only), "Three leave Larkspur", "{only}");
    }
    for more in
        ["三人离开。", "They said so to <a href='x'>the Courier</a> on Monday.", "<abbr>AI</abbr> staff left"]
    {
        assert_eq!(body(more), more);
    }
}
