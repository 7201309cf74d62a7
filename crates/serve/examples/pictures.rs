//! Takes the pictures of the documentation from a site that is being served:
//!
//! `tradewire demo --port 8420`, then
//! `cargo run -p tradewire-serve --example pictures -- http://127.0.0.1:8420 docs/pictures`.
//!
//! With a third word, `review`, it takes those of the review instead: queue, claim and names, in English and Chinese, light
//! and dark, wide and as on a phone. With `all` it takes every page, wide and as on a phone, in the three languages, light and
//! dark: to be looked at, and not kept.
//!
//! With `accounts NAME PASSWORD` it signs in to a site with accounts and takes those of signing in and of accounts.
//!
//! Needs Debian's `chromium` and `chromium-driver`.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::json;
use thirtyfour::prelude::*;

/// The event with most denials, then with most reports: it shows what a plain list cannot.
const EVENT: &str = "return [...document.querySelectorAll('article.card')].map(c => [c.querySelectorAll('.deny').length * 10 \
    + [...c.querySelectorAll('.tags b')].reduce((n, b) => n + Number(b.textContent), 0), c.querySelector('h3 a').getAttribute('href')])\
    .sort((a, b) => b[0] - a[0])[0][1]";
/// The conflict over a figure, else the first.
const CONFLICT: &str = "const all = [...document.querySelectorAll('.conflicts article')];\
    return (all.find(a => /[$€¥]/.test(a.textContent)) || all[0]).querySelector('a.versus').getAttribute('href')";
/// The person with most events.
const PERSON: &str = "return document.querySelector('tbody th a').getAttribute('href')";
/// All articles on file.
const ARTICLES: &str = "return [...document.querySelectorAll('tbody th a')].map(a => a.getAttribute('href'))";
/// How much of an article was repaired or is damaged.
const MENDED: &str = "return document.querySelectorAll('.repaired').length + 20 * document.querySelectorAll('.damaged').length";

struct Camera {
    site: String,
    folder: PathBuf,
    browser: WebDriver,
}

impl Camera {
    async fn ask(&self, page: &str, script: &str) -> Result<serde_json::Value, WebDriverError> {
        self.browser.goto(format!("{}{page}", self.site)).await?;
        Ok(self.browser.execute(script, Vec::new()).await?.json().clone())
    }

    async fn take(&self, name: &str, page: &str, look: &str) -> Result<(), Box<dyn Error>> {
        self.browser.goto(format!("{}/health", self.site)).await?;
        self.browser.add_cookie(Cookie::new("tw_look", look.to_owned())).await?;
        self.browser.goto(format!("{}{page}", self.site)).await?;
        let file = self.folder.join(format!("{name}.png"));
        self.browser.screenshot(&file).await?;
        println!("{} ({} KB) {page}", file.display(), file.metadata()?.len() / 1000);
        Ok(())
    }

    /// The article that shows most of repair and damage.
    async fn most_mended(&self) -> Result<String, Box<dyn Error>> {
        let all = self.ask("/articles", ARTICLES).await?;
        let mut best = (-1, String::new());
        for page in all.as_array().into_iter().flatten().filter_map(|p| p.as_str()) {
            let n = self.ask(page, MENDED).await?.as_i64().unwrap_or(0);
            if n > best.0 {
                best = (n, page.to_owned());
            }
        }
        Ok(best.1)
    }
}

fn driver() -> Result<(Child, String), Box<dyn Error>> {
    let mut child = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn()?;
    let out = child.stdout.take().ok_or("chromedriver says nothing")?;
    let port = BufReader::new(out)
        .lines()
        .map_while(Result::ok)
        .find_map(|l| l.split_once("successfully on port ").map(|x| x.1.trim_end_matches('.').to_owned()))
        .ok_or("chromedriver did not start")?;
    Ok((child, port))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(site), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: pictures SITE FOLDER [review|all]".into());
    };
    let (mut child, port) = driver()?;
    let folder = Path::new(&folder);
    let done = match args.next().as_deref() {
        Some("review") => review(&site, folder, &port).await,
        Some("accounts") => match (args.next(), args.next()) {
            (Some(name), Some(password)) => accounts(&site, folder, &port, &name, &password).await,
            _ => Err("usage: pictures SITE FOLDER accounts NAME PASSWORD".into()),
        },
        Some("all") => everything(&site, folder, &port).await,
        _ => shoot(&site, folder, &port).await,
    };
    child.kill()?;
    child.wait()?;
    done
}

/// A browser whose window is so wide and so high.
async fn open(port: &str, width: u32, height: u32) -> Result<WebDriver, Box<dyn Error>> {
    let mut caps = DesiredCapabilities::chrome();
    for flag in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-sync",
        "--no-first-run",
    ] {
        caps.add_arg(flag)?;
    }
    caps.add_experimental_option(
        "mobileEmulation",
        json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1.0, "mobile": false}}),
    )?;
    Ok(WebDriver::new(format!("http://127.0.0.1:{port}"), caps).await?)
}

async fn review(site: &str, folder: &Path, port: &str) -> Result<(), Box<dyn Error>> {
    for (size, width, height) in [("wide", 1280, 900), ("phone", 360, 760)] {
        let browser = open(port, width, height).await?;
        let camera = Camera { site: site.to_owned(), folder: folder.to_owned(), browser: browser.clone() };
        browser.goto(format!("{site}/health")).await?;
        browser.add_cookie(Cookie::new("tw_reviewer", "ana")).await?;
        for (lang, look) in [("en", "light"), ("zh-Hans", "dark"), ("zh-Hant", "light"), ("en", "dark")] {
            let name = |what: &str| format!("review-{what}-{size}-{lang}-{look}");
            camera.take(&name("queue"), &format!("/review?lang={lang}"), look).await?;
            camera.take(&name("claim"), "/review/next?only=claim", look).await?;
            for key in ["m", "r", "?"] {
                let press = format!("document.querySelector('[data-key=\"{key}\"] > summary').click()");
                browser.execute(&press, Vec::new()).await?;
                let what = if key == "?" { "help" } else { key };
                browser.screenshot(&folder.join(format!("{}.png", name(what)))).await?;
            }
            camera.take(&name("names"), "/review/next?only=names", look).await?;
        }
        browser.quit().await?;
    }
    Ok(())
}

async fn accounts(
    site: &str,
    folder: &Path,
    port: &str,
    name: &str,
    password: &str,
) -> Result<(), Box<dyn Error>> {
    for (size, width, height) in [("wide", 1280, 1100), ("phone", 360, 1300)] {
        let browser = open(port, width, height).await?;
        let camera = Camera { site: site.to_owned(), folder: folder.to_owned(), browser: browser.clone() };
        let looks = [("en", "light"), ("zh-Hans", "dark"), ("zh-Hant", "light"), ("en", "dark")];
        for (lang, look) in looks {
            camera
                .take(&format!("sign-in-{size}-{lang}-{look}"), &format!("/sign-in?lang={lang}"), look)
                .await?;
        }
        browser.goto(format!("{site}/sign-in?lang=en")).await?;
        browser.find(By::Css("input[name=name]")).await?.send_keys(name).await?;
        browser
            .find(By::Css("input[name=password]"))
            .await?
            .send_keys("wrong words here" + Key::Enter)
            .await?;
        browser.query(By::Css("[role=alert]")).first().await?;
        browser.screenshot(&folder.join(format!("sign-in-wrong-{size}.png"))).await?;
        browser
            .find(By::Css("input[name=password]"))
            .await?
            .send_keys(password.to_owned() + Key::Enter)
            .await?;
        browser.query(By::Css("a.whoami")).first().await?;
        for (lang, look) in looks {
            for page in ["account", "accounts"] {
                camera
                    .take(&format!("{page}-{size}-{lang}-{look}"), &format!("/{page}?lang={lang}"), look)
                    .await?;
            }
        }
        camera.take(&format!("wire-signed-in-{size}"), "/?lang=en", "light").await?;
        camera.take(&format!("log-{size}"), "/accounts/log", "light").await?;
        browser.quit().await?;
    }
    Ok(())
}

/// Every page, under the name of its picture.
async fn every_page(camera: &Camera) -> Result<Vec<(&'static str, String)>, Box<dyn Error>> {
    let text = |v: serde_json::Value| v.as_str().unwrap_or("/").to_owned();
    let first = |start: &str| {
        format!(
            "return (document.querySelector('main a[href^=\"{start}\"]') || {{getAttribute: () => '/'}}).getAttribute('href')"
        )
    };
    let event = text(camera.ask("/?lang=en", EVENT).await?);
    let conflict = text(camera.ask("/conflicts", CONFLICT).await?);
    let person = text(camera.ask("/people", PERSON).await?);
    let company = text(camera.ask("/labs", &first("/company/")).await?);
    let source = text(camera.ask("/sources", &first("/source/")).await?);
    let claim = text(camera.ask(&event, &first("/claim/")).await?);
    let article = camera.most_mended().await?;
    let about = event.rsplit('/').next().unwrap_or_default().to_owned();
    let fixed = [
        ("wire", "/"),
        ("people", "/people"),
        ("labs", "/labs"),
        ("sources", "/sources"),
        ("articles", "/articles"),
        ("conflicts", "/conflicts"),
        ("market", "/market?record=all"),
        ("flows", "/flows?record=all"),
        ("list", "/list?record=all"),
        ("offers-value", "/offers/value"),
        ("offers-compare", "/offers/compare"),
        ("search", "/search?q=Meta"),
        ("corrections", "/corrections"),
        ("method", "/method"),
        ("review", "/review"),
        ("missing", "/event/none"),
    ];
    let mut all: Vec<(&str, String)> = fixed.into_iter().map(|(n, p)| (n, p.to_owned())).collect();
    all.extend([
        ("event", event),
        ("conflict", conflict),
        ("person", person),
        ("company", company),
        ("source", source),
        ("claim", claim),
        ("article", format!("{article}?view=both")),
        ("ask", format!("/ask?about={about}")),
    ]);
    Ok(all)
}

async fn everything(site: &str, folder: &Path, port: &str) -> Result<(), Box<dyn Error>> {
    for (size, width, height) in [("wide", 1280, 1500), ("phone", 360, 1500)] {
        let browser = open(port, width, height).await?;
        let camera = Camera { site: site.to_owned(), folder: folder.to_owned(), browser: browser.clone() };
        let pages = every_page(&camera).await?;
        for (lang, look) in [("en", "light"), ("zh-Hans", "dark"), ("zh-Hant", "light"), ("en", "dark")] {
            for (name, page) in &pages {
                let with = if page.contains('?') { '&' } else { '?' };
                camera
                    .take(&format!("{name}-{size}-{lang}-{look}"), &format!("{page}{with}lang={lang}"), look)
                    .await?;
                // What is broader than its window can be moved sideways, which no page should.
                let over =
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
                let over = browser.execute(over, Vec::new()).await?.json().as_i64().unwrap_or(0);
                if over > 0 {
                    println!("{name} ({size}, {lang}) is {over} pixels too broad");
                }
            }
        }
        browser.quit().await?;
    }
    Ok(())
}

async fn shoot(site: &str, folder: &Path, port: &str) -> Result<(), Box<dyn Error>> {
    let browser = open(port, 1280, 960).await?;
    let camera = Camera { site: site.to_owned(), folder: folder.to_owned(), browser: browser.clone() };
    let text = |v: serde_json::Value| v.as_str().unwrap_or("/").to_owned();
    let event = text(camera.ask("/?lang=en", EVENT).await?);
    let conflict = text(camera.ask("/conflicts", CONFLICT).await?);
    let person = text(camera.ask("/people", PERSON).await?);
    let article = camera.most_mended().await?;
    camera.take("wire", "/?lang=en", "light").await?;
    camera.take("event", &event, "light").await?;
    camera.take("conflict", &conflict, "light").await?;
    camera.take("person", &person, "light").await?;
    camera.take("article", &format!("{article}?view=both"), "light").await?;
    camera.take("wire-dark-zh", "/?lang=zh-Hans", "dark").await?;
    browser.quit().await?;
    Ok(())
}
