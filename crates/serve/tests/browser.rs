//! The pages in a real browser: layout at every width, switches, keyboard, and life without JavaScript.
//!
//! Run with `cargo nextest run -p tradewire-serve --run-ignored all`; Debian's `chromium` and `chromium-driver` do.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may stop them")]

#[path = "../fixture/mod.rs"]
mod fixture;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::json;
use thirtyfour::prelude::*;
use tradewire_ledger::SqliteStore;
use tradewire_serve::{Library, listen, router, serve_on};

/// A served ledger, a driver and a browser; the driver ends with it.
struct Desk {
    site: String,
    driver: Child,
    browser: WebDriver,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// How the browser is set up.
#[derive(Clone, Copy, Default)]
struct Setup {
    width: Option<u32>,
    no_script: bool,
}

impl Desk {
    async fn open(setup: Setup) -> Self {
        let mut store = SqliteStore::in_memory().unwrap();
        fixture::fill(&mut store);
        let listener = listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve_on(listener, router(Library::of(store)), std::future::pending()));

        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("chromedriver: {e}"));
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|l| l.split_once("successfully on port ").map(|x| x.1.trim_end_matches('.').to_owned()))
            .unwrap();

        let mut caps = DesiredCapabilities::chrome();
        for flag in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--lang=en",
            "--window-size=1280,1000",
        ] {
            caps.add_arg(flag).unwrap();
        }
        let mut prefs = json!({"intl.accept_languages": "en"});
        if setup.no_script {
            prefs["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        caps.add_experimental_option("prefs", prefs).unwrap();
        if let Some(width) = setup.width {
            let metrics = json!({"deviceMetrics": {"width": width, "height": 800, "pixelRatio": 1.0}});
            caps.add_experimental_option("mobileEmulation", metrics).unwrap();
        }
        let browser = WebDriver::new(format!("http://127.0.0.1:{port}"), caps).await.unwrap();
        Self { site, driver, browser }
    }

    async fn go(&self, path: &str) {
        self.browser.goto(format!("{}{path}", self.site)).await.unwrap();
    }

    async fn js(&self, script: &str) -> serde_json::Value {
        self.browser.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// The first element that a selector matches, waited for while the page is on its way.
    async fn find(&self, css: &str) -> WebElement {
        self.browser.query(By::Css(css)).first().await.unwrap_or_else(|_| panic!("nothing matches {css}"))
    }

    async fn close(self) {
        self.browser.clone().quit().await.unwrap();
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
            "/search",
            "/search?q=Northgate",
            "/person/wen-ruo",
            "/company/northgate",
            "/company/okapi",
            "/source/courier",
            "/document/harbour-0802.txt?view=both",
            "/document/chenxi-0612.txt?view=raw",
            "/event/none",
        ]
        .map(str::to_owned)
        .to_vec();
        self.go("/?kind=all").await;
        let links = self
            .js("return [...new Set([...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href')))].filter(h => /^\\/(event|claim|conflict)\\//.test(h))")
            .await;
        pages.extend(links.as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_owned()));
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
    assert_eq!(desk.find("h1").await.text().await.unwrap(), "機構");
    desk.find(".theme button").await.click().await.unwrap();
    assert!(desk.browser.current_url().await.unwrap().path().ends_with("/labs"));
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
    desk.browser.active_element().await.unwrap().send_keys("/").await.unwrap();
    assert_eq!(desk.js("return document.activeElement.id").await, "q");
    desk.find("#q").await.send_keys("北門" + Key::Enter).await.unwrap();
    desk.find("a[href*='/company/northgate']").await;
    desk.close().await;
}

#[tokio::test]
#[ignore = "needs chromium"]
async fn without_script_filters_search_and_switches_work() {
    let desk = Desk::open(Setup { no_script: true, ..Setup::default() }).await;
    desk.go("/").await;
    desk.find("select[name=stage] option[value=rumoured]").await.click().await.unwrap();
    desk.find(".filters button").await.click().await.unwrap();
    let cards = desk.browser.find_all(By::Css("article.card")).await.unwrap();
    assert_eq!(cards.len(), 1);
    assert!(cards[0].text().await.unwrap().contains("Shen Yicheng"));
    desk.find("#q").await.send_keys("Tally").await.unwrap();
    desk.find(".find button").await.click().await.unwrap();
    desk.find("a[href*='/company/tally']").await;
    desk.find(".theme button").await.click().await.unwrap();
    assert_eq!(desk.find("html").await.attr("data-theme").await.unwrap().as_deref(), Some("dark"));
    desk.close().await;
}
