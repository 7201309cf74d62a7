//! The pages in a real browser: layout at every width, switches, keyboard, and life without JavaScript.
//!
//! Run with `cargo nextest run -p tradewire-serve --run-ignored all`; Debian's `chromium` and `chromium-driver` do.

use crate::fixture;

use crate::browsing::{Browser, Setup};
use serde_json::json;
use thirtyfour::prelude::*;
use tradewire_accounts::{Accounts, By as Doer, Rank};
use tradewire_ledger::{Archive, SqliteStore, Timestamp};
use tradewire_serve::{Access, Desk as Reviews, Library, listen, listen_for, router, serve_on};

/// A browser before the invented ledger.
struct Desk {
    browser: Browser,
    // Goes last: the ledger lies in it.
    _folder: tempfile::TempDir,
}

impl Desk {
    async fn open(setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(folder.path().join("ledger.sqlite")).unwrap();
        fixture::fill(&mut store);
        let readers: Vec<Box<dyn Archive>> = (0..2).map(|_| Box::new(store.reader().unwrap()) as _).collect();
        let reviews = Reviews::new(Box::new(store), None, None);
        let listener = listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let pages = router(Library::new(readers).with_desk(reviews));
        tokio::spawn(serve_on(listener, pages, std::future::pending()));
        Self { browser: Browser::open(site, setup).await, _folder: folder }
    }

    async fn go(&self, path: &str) {
        self.browser.go(path).await;
    }

    async fn js(&self, script: &str) -> serde_json::Value {
        self.browser.js(script).await
    }

    async fn find(&self, css: &str) -> WebElement {
        self.browser.find(css).await
    }

    async fn close(self) {
        self.browser.close().await;
    }

    /// Presses what leads to another page, and waits until the page that was there is gone.
    async fn through(&self, css: &str) {
        let before = self.find("html").await;
        self.find(css).await.click().await.unwrap();
        for _ in 0..2000 {
            if !before.is_present().await.unwrap_or(false) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{css} leads nowhere");
    }

    /// Says who reviews and comes to the first task.
    async fn sit_down(&self, name: &str) {
        self.go("/review").await;
        self.find("form.iam input[name=reviewer]").await.send_keys(name).await.unwrap();
        self.find("form.iam button").await.click().await.unwrap();
        self.find(".review .dock").await;
    }

    /// The task that lies on the screen; empty where none does.
    async fn task(&self) -> String {
        let at = self.js("return document.querySelector('.review')?.dataset.task ?? ''").await;
        at.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until another task lies there, or the queue does.
    async fn moved(&self, from: &str) -> String {
        for _ in 0..2000 {
            let now = self.task().await;
            if now != from
                && (!now.is_empty() || self.js("return !!document.querySelector('.queue')").await == true)
            {
                return now;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{from} stays on the screen: {}", self.js("return document.body.innerText").await);
    }

    async fn press(&self, keys: impl Into<TypingData>) {
        self.browser.driven.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// An address of each kind of page.
    async fn every_page(&self) -> Vec<String> {
        let mut pages: Vec<String> = [
            "/",
            "/?kind=all",
            "/people",
            "/labs",
            "/conflicts",
            "/sources",
            "/articles",
            "/method",
            "/corrections",
            "/ask?about=wen-ruo",
            "/market",
            "/flows",
            "/flows?lab=northgate&by=month",
            "/list",
            "/offers/value",
            "/offers/compare",
            "/search",
            "/search?q=Northgate",
            "/person/wen-ruo",
            "/company/northgate",
            "/company/okapi",
            "/source/courier",
            "/document/harbour-0802.txt?view=both",
            "/document/chenxi-0612.txt?view=raw",
            "/event/none",
            "/review",
            "/review/shen-yicheng~wen-ruo",
        ]
        .map(str::to_owned)
        .to_vec();
        self.go("/?kind=all").await;
        let links = self
            .js("return [...new Set([...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href')))].filter(h => /^\\/(event|claim|conflict)\\//.test(h))")
            .await;
        let links: Vec<String> =
            links.as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_owned()).collect();
        let claims = links.iter().filter_map(|l| l.strip_prefix("/claim/")).map(|id| format!("/review/{id}"));
        pages.extend(claims.collect::<Vec<_>>());
        pages.extend(links);
        self.sit_down("ana").await;
        pages
    }
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn no_page_scrolls_sideways_at_any_width() {
    for width in [360, 768, 1280] {
        let desk = Desk::open(Setup { width: Some(width), ..Setup::default() }).await;
        for page in desk.every_page().await {
            desk.go(&page).await;
            let wide = desk.js("return document.documentElement.scrollWidth").await;
            assert!(wide.as_u64().unwrap() <= u64::from(width), "{page} is {wide} wide at {width}");
        }
        desk.close().await;
    }
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn the_policy_is_kept_and_every_control_has_a_name() {
    let desk = Desk::open(Setup::default()).await;
    for page in desk.every_page().await {
        desk.go(&page).await;
        let styled = desk.js("return getComputedStyle(document.querySelector('.masthead')).display").await;
        assert_eq!(styled, "flex", "the style is applied on {page}");
        let nameless = desk
            .js("return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')].filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels && e.labels.length))).map(e => e.outerHTML)")
            .await;
        assert_eq!(nameless, json!([]), "{page}");
        let doubled = desk
            .js("const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i)")
            .await;
        assert_eq!(doubled, json!([]), "ids stand once on {page}");
        let heads = desk.js("return document.querySelectorAll('h1').length").await;
        assert_eq!(heads, 1, "one heading of the first rank on {page}");
        let alive = desk
            .js("return document.querySelectorAll('main script, main img, [onmouseover], [style]').length")
            .await;
        assert_eq!(alive, 0, "nothing hostile lives on {page}");
    }
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn language_and_look_switch_and_stay() {
    let desk = Desk::open(Setup::default()).await;
    desk.go("/labs").await;
    desk.find(".langs a[lang=zh-Hant]").await.click().await.unwrap();
    assert_eq!(desk.find("html[lang=zh-Hant] h1").await.text().await.unwrap(), "機構");
    desk.find(".theme button").await.click().await.unwrap();
    // The page that the switch leads to.
    desk.find("html[data-theme=dark]").await;
    assert!(desk.browser.driven.current_url().await.unwrap().path().ends_with("/labs"));
    assert_eq!(desk.js("return document.documentElement.dataset.theme").await, "dark");
    let ground = desk.js("return getComputedStyle(document.body).backgroundColor").await;
    assert_eq!(ground, "rgb(15, 17, 19)");
    desk.go("/").await;
    assert_eq!(
        desk.js("return document.documentElement.lang + document.documentElement.dataset.theme").await,
        "zh-Hantdark"
    );
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn the_keyboard_alone_is_enough() {
    let desk = Desk::open(Setup::default()).await;
    desk.go("/").await;
    let body = desk.find("body").await;
    body.send_keys(Key::Tab).await.unwrap();
    assert_eq!(desk.js("return document.activeElement.className").await, "skip");
    let seen = desk.js("return document.activeElement.getBoundingClientRect().left >= 0").await;
    assert_eq!(seen, true, "the skip link shows when it has the focus");
    body.send_keys("j").await.unwrap();
    let href = desk.js("return document.activeElement.getAttribute('href')").await;
    assert!(href.as_str().unwrap().starts_with("/event/"), "{href}");
    desk.browser.driven.active_element().await.unwrap().send_keys("/").await.unwrap();
    assert_eq!(desk.js("return document.activeElement.id").await, "q");
    desk.find("#q").await.send_keys("北門" + Key::Enter).await.unwrap();
    desk.find("a[href*='/company/northgate']").await;
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn every_panel_of_the_review_fits_a_phone() {
    let desk = Desk::open(Setup { width: Some(360), ..Setup::default() }).await;
    desk.sit_down("ana").await;
    desk.go("/review/next?only=claim").await;
    for key in ["m", "r", "d", "s", "?"] {
        desk.find(&format!("details[data-key='{key}'] > summary")).await.click().await.unwrap();
        let place = desk
            .js("const p = document.querySelector('details[open] .panel').getBoundingClientRect(); return [p.left >= 0, p.right <= innerWidth, p.top >= 0, p.bottom <= innerHeight]")
            .await;
        assert_eq!(place, json!([true, true, true, true]), "panel {key}");
    }
    let small = desk
        .js("return [...document.querySelectorAll('.answers > form > button, .answers > details > summary')].filter(e => e.getBoundingClientRect().height < 48).length")
        .await;
    assert_eq!(small, 0, "answers are large enough for a thumb");
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn keys_answer_mend_and_take_back() {
    let desk = Desk::open(Setup::default()).await;
    desk.sit_down("ana").await;
    let first = desk.task().await;
    assert!(desk.js("return document.body.innerText").await.as_str().unwrap().contains("Welcome"));
    // Names, then claims: each key leads on without the page being loaded anew.
    desk.js("window.mark = 1").await;
    desk.press("r").await;
    let second = desk.moved(&first).await;
    assert_ne!(second, first);
    desk.press("a").await;
    let third = desk.moved(&second).await;
    assert_eq!(desk.js("return window.mark").await, 1, "no page was loaded anew");
    assert_eq!(desk.js("return document.activeElement.id").await, "main", "the focus stays where keys work");
    desk.press("u").await;
    assert_eq!(desk.moved(&third).await, second, "what was taken back lies there again");
    assert!(
        desk.js("return document.querySelector('.notice').innerText")
            .await
            .as_str()
            .unwrap()
            .contains("Taken back")
    );
    desk.press("r").await;
    desk.press("1").await;
    assert_eq!(desk.moved(&second).await, third);
    assert!(
        desk.js("return document.querySelector('.lastly').innerText")
            .await
            .as_str()
            .unwrap()
            .contains("rejected")
    );
    // A correction that does not stand in the text comes back with what was typed.
    desk.press("m").await;
    desk.press("2").await;
    assert_eq!(desk.js("return document.activeElement.dataset.digit").await, "2");
    desk.press("Nobody Here").await;
    desk.press(Key::Enter + "").await;
    desk.find(".notice.bad").await;
    assert!(
        desk.js("return document.querySelector('.notice.bad').innerText")
            .await
            .as_str()
            .unwrap()
            .contains("does not stand in the text")
    );
    assert_eq!(
        desk.js("return document.querySelector('details[open] [data-digit=\"2\"]').value").await,
        "Nobody Here"
    );
    desk.press(Key::Escape + "").await;
    assert_eq!(desk.js("return document.querySelectorAll('details[open]').length").await, 0);
    desk.press("n").await;
    desk.moved(&third).await;
    desk.press("?").await;
    assert!(
        desk.js("return document.querySelector('details[open]').innerText")
            .await
            .as_str()
            .unwrap()
            .contains("must go")
    );
    desk.press(Key::Escape + "").await;
    desk.press("q").await;
    desk.find(".queue .latest li").await;
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn without_script_claims_are_judged_by_plain_forms() {
    let desk = Desk::open(Setup { no_script: true, ..Setup::default() }).await;
    desk.sit_down("安娜").await;
    let task = |body: WebElement| async move { body.attr("data-task").await.unwrap().unwrap() };
    let mut seen = Vec::new();
    // The names, then an accepted claim, a rejected one, one not sure of.
    for css in [".answers .no", ".answers .yes", "details[data-key=r] button[value=not_said]", "[data-key=n]"]
    {
        seen.push(task(desk.find(".review").await).await);
        if css.starts_with("details") {
            desk.find("details[data-key=r] > summary").await.click().await.unwrap();
        }
        desk.through(css).await;
    }
    let fifth = task(desk.find(".review").await).await;
    assert!(!seen.contains(&fifth));
    desk.through(".undo button").await;
    assert_eq!(task(desk.find(".review").await).await, seen[3]);
    let title = desk.find(".strip .me").await.text().await.unwrap();
    assert!(title.contains("安娜"), "{title}");
    // A mended claim: the field is there once its panel is open.
    desk.find("details[data-key=m] > summary").await.click().await.unwrap();
    desk.find("details[data-key=m] select[name=modality] option[value=denied]").await.click().await.unwrap();
    desk.through("details[data-key=m] button[type=submit]").await;
    assert_eq!(task(desk.find(".review").await).await, fifth);
    desk.through(".strip .back").await;
    let said = desk.find(".latest").await.text().await.unwrap();
    assert!(said.contains("mended") && said.contains("rejected") && said.contains("Two different"), "{said}");
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn without_script_filters_search_and_switches_work() {
    let desk = Desk::open(Setup { no_script: true, ..Setup::default() }).await;
    desk.go("/").await;
    desk.find("select[name=stage] option[value=rumoured]").await.click().await.unwrap();
    desk.through(".filters button").await;
    let cards = desk.browser.driven.find_all(By::Css("article.card")).await.unwrap();
    assert_eq!(cards.len(), 1);
    assert!(cards[0].text().await.unwrap().contains("Shen Yicheng"));
    desk.find("#q").await.send_keys("Tally").await.unwrap();
    desk.through(".find button").await;
    desk.find("a[href*='/company/tally']").await;
    desk.through(".theme button").await;
    assert_eq!(desk.find("html").await.attr("data-theme").await.unwrap().as_deref(), Some("dark"));
    desk.close().await;
}

/// A browser before the invented ledger and accounts of made-up people: an admin and a reader.
async fn with_accounts(setup: Setup) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(folder.path().join("ledger.sqlite")).unwrap();
    fixture::fill(&mut store);
    let readers: Vec<Box<dyn Archive>> = (0..2).map(|_| Box::new(store.reader().unwrap()) as _).collect();
    let accounts = Accounts::open(folder.path().join("accounts.sqlite")).unwrap();
    for (name, rank) in [("okapi-ada", Rank::Admin), ("okapi-rea", Rank::Reader)] {
        accounts.add(name, rank, PASSWORD, Doer::Command, Timestamp::now()).unwrap();
    }
    let access = Access::new(accounts, None);
    let listener = listen_for(([127, 0, 0, 1], 0).into(), &access).await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    let desk = Reviews::new(Box::new(store), None, None);
    let pages = router(Library::new(readers).with_desk(desk).with_access(access));
    tokio::spawn(serve_on(listener, pages, std::future::pending()));
    Desk { browser: Browser::open(site, setup).await, _folder: folder }
}

const PASSWORD: &str = "four invented words here";

impl Desk {
    /// Signs in by the form.
    async fn sign_in(&self, name: &str) {
        self.go("/sign-in").await;
        self.find("input[name=name]").await.send_keys(name).await.unwrap();
        self.find("input[name=password]").await.send_keys(PASSWORD + Key::Enter).await.unwrap();
        self.find("a.whoami").await;
    }

    /// What axe-core, which runs already, finds serious about the page in a look.
    async fn serious(&self, look: &str) -> Vec<String> {
        let run = format!(
            "const done = arguments[arguments.length - 1]; document.documentElement.dataset.theme = '{look}';
             axe.run({{resultTypes: ['violations']}}).then(r => done(r.violations
               .filter(v => v.impact === 'serious' || v.impact === 'critical')
               .map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.target + ' ' + n.failureSummary.slice(0, 200)).join(' | '))))"
        );
        let result = self.browser.driven.execute_async(run, Vec::new()).await.unwrap();
        result.json().as_array().unwrap().iter().map(ToString::to_string).collect()
    }

    async fn path(&self) -> String {
        self.browser.driven.current_url().await.unwrap().path().to_owned()
    }
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn one_signs_in_and_out_by_keyboard_alone() {
    for no_script in [false, true] {
        let desk = with_accounts(Setup { no_script, ..Setup::default() }).await;
        desk.go("/people?sort=x").await;
        assert_eq!(desk.path().await, "/sign-in");
        // The field of the name has the focus already.
        desk.press("okapi-rea" + Key::Tab).await;
        desk.press("not the right words" + Key::Enter).await;
        let told = desk.find("[role=alert]").await.text().await.unwrap();
        assert_eq!(told, "Name or password is wrong.");
        // The name stands there still, and the focus is where the password goes.
        desk.press(PASSWORD + Key::Enter).await;
        let whoami = desk.find("a.whoami").await;
        assert!(whoami.text().await.unwrap().contains("okapi-rea"));
        assert_eq!(desk.path().await, "/people", "where one wanted to go");
        whoami.send_keys("" + Key::Enter).await.unwrap();
        let out = desk.find("form[action='/sign-out'] button").await;
        // Forward from the top to the button, as somebody without a mouse walks.
        desk.find("body").await.send_keys("" + Key::Tab).await.unwrap();
        let mut at = String::new();
        for _ in 0..40 {
            let active = desk.browser.driven.active_element().await.unwrap();
            at = active.text().await.unwrap();
            if at == "Sign out" {
                break;
            }
            active.send_keys("" + Key::Tab).await.unwrap();
        }
        assert_eq!(at, out.text().await.unwrap());
        desk.press("" + Key::Enter).await;
        desk.find("[role=status]").await;
        desk.go("/people").await;
        assert_eq!(desk.path().await, "/sign-in");
        desk.close().await;
    }
}

#[tokio::test]
#[ignore = "needs chromium and axe-core"]
async fn axe_finds_nothing_serious_where_one_signs_in() {
    let axe = axe();
    let (mut found, mut looked) = (Vec::new(), 0);
    for width in [None, Some(360)] {
        let desk = with_accounts(Setup { width, ..Setup::default() }).await;
        for page in ["/sign-in", "/account", "/accounts", "/accounts/log"] {
            if page == "/account" {
                desk.sign_in("okapi-ada").await;
                desk.go("/account").await;
                desk.find("form[action='/account/tokens'] input[name=name]")
                    .await
                    .send_keys("sheet")
                    .await
                    .unwrap();
                desk.find("form[action='/account/tokens'] button").await.click().await.unwrap();
                desk.find(".secret code").await;
            }
            for lang in ["en", "zh-Hans", "zh-Hant"] {
                desk.go(&format!("{page}?lang={lang}")).await;
                let wide = desk.js("return document.documentElement.scrollWidth - innerWidth").await;
                assert!(wide.as_i64().unwrap() <= 0, "{page} in {lang} scrolls sideways");
                desk.js(&format!("{axe}; return 1")).await;
                for look in ["light", "dark"] {
                    looked += 1;
                    found.extend(
                        desk.serious(look).await.into_iter().map(|v| format!("{page} {lang} {look}: {v}")),
                    );
                }
            }
        }
        desk.close().await;
    }
    assert!(looked == 48 && found.is_empty(), "{} of {looked}:\n{}", found.len(), found.join("\n"));
}

/// The script of axe-core: `npm install --prefix target/axe axe-core@4` puts it there; `TRADEWIRE_AXE` names another place.
fn axe() -> String {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/axe/node_modules/axe-core/axe.min.js");
    let place = std::env::var("TRADEWIRE_AXE").unwrap_or_else(|_| usual.to_owned());
    std::fs::read_to_string(&place)
        .unwrap_or_else(|e| panic!("{place}: {e}; npm install --prefix target/axe axe-core@4"))
}

/// Pages of one kind that are looked at: the first ones.
const ALIKE: usize = 5;

/// Looks at every kind of page in one language, light and dark.
async fn axe_looks(lang: &str) {
    let axe = axe();
    let desk = Desk::open(Setup::default()).await;
    let (mut found, mut looked) = (Vec::new(), 0);
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for page in desk.every_page().await {
        let kind = page[1..].split(['/', '?']).next().unwrap_or_default().to_owned();
        let alike = seen.entry(kind).or_default();
        *alike += 1;
        if *alike > ALIKE {
            continue;
        }
        let sign = if page.contains('?') { '&' } else { '?' };
        desk.go(&format!("{page}{sign}lang={lang}")).await;
        desk.js(&format!("{axe}; return 1")).await;
        for look in ["light", "dark"] {
            looked += 1;
            for v in desk.serious(look).await {
                println!("{page} {look}: {v}");
                found.push(format!("{page} {look}: {v}"));
            }
        }
    }
    println!("{looked} looks with axe-core");
    assert!(looked > 40 && found.is_empty(), "{} of {looked}:\n{}", found.len(), found.join("\n"));
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium and axe-core"]
async fn axe_finds_nothing_serious_in_english() {
    axe_looks("en").await;
}

#[tokio::test]
#[ignore = "needs chromium and axe-core"]
async fn axe_finds_nothing_serious_in_chinese() {
    axe_looks("zh-Hans").await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn the_palette_opens_narrows_and_leads_on() {
    let desk = Desk::open(Setup::default()).await;
    desk.go("/people").await;
    desk.find("body").await.send_keys(Key::Control + "k").await.unwrap();
    assert_eq!(desk.js("return document.activeElement.id").await, "pq");
    desk.press("flo").await;
    assert_eq!(desk.js("return document.querySelectorAll('.palette li:not([hidden])').length").await, 1);
    desk.press(Key::Enter + "").await;
    desk.find("svg.flowmap, .empty").await;
    assert_eq!(desk.browser.driven.current_url().await.unwrap().path(), "/flows");
    desk.find("body").await.send_keys(Key::Control + "k").await.unwrap();
    desk.press(Key::Escape + "").await;
    assert_eq!(desk.js("return document.getElementById('palette').open").await, false);
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn a_new_event_is_told_and_shown_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(folder.path().join("ledger.sqlite")).unwrap();
    let readers: Vec<Box<dyn Archive>> = vec![Box::new(store.reader().unwrap())];
    let listener = listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve_on(listener, router(Library::new(readers)), std::future::pending()));
    let browser = Browser::open(site, Setup::default()).await;
    browser.go("/").await;
    browser.find(".news[data-on], .empty").await;
    // The watcher has looked at the empty ledger by now, or at the latest when it is filled.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    fixture::fill(&mut store);
    let button = browser.driven.query(By::Css(".news button"));
    let button = button.wait(std::time::Duration::from_secs(30), std::time::Duration::from_millis(200));
    let button = button.first().await.unwrap();
    assert!(button.text().await.unwrap().contains("new events"));
    assert_eq!(
        browser.js("return document.querySelectorAll('article.card').length").await,
        0,
        "nothing moves by itself"
    );
    button.click().await.unwrap();
    browser.find("article.card.new").await;
    assert_eq!(browser.js("return document.querySelectorAll('.empty').length").await, 0);
    browser.close().await;
}
