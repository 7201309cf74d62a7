//! A browser under a driver of its own, for tests: Debian's `chromium` and `chromium-driver` do.

use std::io::{BufRead, BufReader};
use std::mem::ManuallyDrop;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use thirtyfour::prelude::*;

/// A browser that looks at one site; its driver ends with it. It is not said goodbye to where a test fails: whoever waits for
/// an answer of a driver that is gone waits for ever.
pub struct Browser {
    /// Where paths lead.
    pub site: String,
    /// The browser itself.
    pub driven: ManuallyDrop<WebDriver>,
    driver: Child,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Starts a driver on a free port.
///
/// It picks one on IPv4 and takes the same on IPv6, where another program may sit: then it ends, and is asked again.
fn drive() -> (Child, String) {
    for _ in 0..20 {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("chromedriver: {e}"));
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|l| {
            l.split_once("successfully on port ").map(|x| x.1.trim_end_matches('.').to_owned())
        });
        match port {
            Some(port) => return (driver, port),
            None => drop(driver.wait()),
        }
    }
    panic!("chromedriver found no free port twenty times");
}

/// How the browser is set up.
#[derive(Clone, Copy, Default)]
pub struct Setup {
    /// Width of a phone's window; else a desk's.
    pub width: Option<u32>,
    /// Whether scripts do not run.
    pub no_script: bool,
}

impl Browser {
    /// Opens a browser on a site.
    pub async fn open(site: String, setup: Setup) -> Self {
        let (driver, port) = drive();

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
        let driven = WebDriver::new(format!("http://127.0.0.1:{port}"), caps).await.unwrap();
        Self { site, driven: ManuallyDrop::new(driven), driver }
    }

    /// Goes to a path.
    pub async fn go(&self, path: &str) {
        self.driven.goto(format!("{}{path}", self.site)).await.unwrap();
    }

    /// Runs a script and gives what it returns.
    pub async fn js(&self, script: &str) -> serde_json::Value {
        self.driven.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// The first element that a selector matches, waited for while the page is on its way.
    pub async fn find(&self, css: &str) -> WebElement {
        self.driven.query(By::Css(css)).first().await.unwrap_or_else(|_| panic!("nothing matches {css}"))
    }

    /// Ends it.
    pub async fn close(self) {
        WebDriver::clone(&self.driven).quit().await.unwrap();
    }
}
