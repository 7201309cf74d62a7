use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tradewire_read::{InputCode, Limits, MediaType, decode_body};
use ureq::config::Config;
use ureq::http::{Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::Url;

use crate::robots::MOST_BYTES;
use crate::turns::{Turns, lock};
use crate::{FetchError, Fetched, Page, Robots, Validators, is_public};

/// The name by which robots.txt knows the program.
const PRODUCT: &str = "tradewire";

/// Redirects of robots.txt that are followed (RFC 9309, 2.3.1.2).
const ROBOTS_REDIRECTS: usize = 5;

/// How long a robots.txt is kept (RFC 9309, 2.4).
const ROBOTS_AGE: Duration = Duration::from_secs(24 * 3600);

/// Origins whose robots.txt is kept before all are forgotten.
const ORIGINS: usize = 4096;

/// Settings of a [`Fetcher`].
#[derive(Debug, Clone)]
pub struct Builder {
    limits: Limits,
    pause: Duration,
    time: Duration,
    redirects: usize,
    contact: Option<String>,
    allowed: Vec<IpAddr>,
}

impl Builder {
    /// The shortest pause between two requests to a host; a second, unless its robots.txt asks for more.
    #[must_use]
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Longest time for one page, its redirects and robots.txt included, pauses not; half a minute.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Most redirects that are followed; ten.
    #[must_use]
    pub fn redirects(mut self, most: usize) -> Self {
        self.redirects = most;
        self
    }

    /// An address or a mailbox that the User-Agent names, for those who wonder who is asking.
    #[must_use]
    pub fn contact(mut self, contact: impl Into<String>) -> Self {
        self.contact =
            Some(contact.into()).filter(|c: &String| c.chars().all(|c| c.is_ascii_graphic() || c == ' '));
        self
    }

    /// Connects to this address too, although it is not public: for tests against a server of their own.
    #[must_use]
    pub fn allow_address(mut self, address: IpAddr) -> Self {
        self.allowed.push(address);
        self
    }

    /// Makes the fetcher.
    #[must_use]
    pub fn build(self) -> Fetcher {
        let contact = self.contact.as_deref().map(|c| format!("; +{c}")).unwrap_or_default();
        let agent =
            format!("{PRODUCT}/{} (news ledger; obeys robots.txt{contact})", env!("CARGO_PKG_VERSION"));
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(agent)
            .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1")
            .accept_encoding("gzip, deflate")
            .max_idle_connections_per_host(1)
            .build();
        let resolver = PublicOnly { inner: DefaultResolver::default(), allowed: self.allowed.clone() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Fetcher { agent, settings: self, turns: Turns::default(), robots: Mutex::default() }
    }
}

/// Fetches pages that somebody named; see the crate's description for what it heeds.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    settings: Builder,
    turns: Turns,
    /// What robots.txt of each origin says, and since when it is known.
    robots: Mutex<HashMap<String, (Instant, Arc<Robots>)>>,
}

/// An answer: where it came from, its fields, its bytes as sent.
struct Answer {
    url: Url,
    response: Response<()>,
    bytes: Vec<u8>,
}

impl Answer {
    fn field(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).and_then(|v| v.to_str().ok())
    }

    /// Where it redirects to.
    fn target(&self) -> Option<Result<Url, FetchError>> {
        let redirects = matches!(self.response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
        let to = self.field("location").filter(|_| redirects)?;
        let address = |what: String| FetchError::Address { url: to.to_owned(), what };
        Some(self.url.join(to).map_err(|e| address(e.to_string())).and_then(checked))
    }
}

impl Fetcher {
    /// A fetcher with the usual settings.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self::builder(limits).build()
    }

    /// Settings to begin with. Of the limits, size and ratio are heeded.
    #[must_use]
    pub fn builder(limits: Limits) -> Builder {
        Builder {
            limits,
            pause: Duration::from_secs(1),
            time: Duration::from_secs(30),
            redirects: 10,
            contact: None,
            allowed: Vec::new(),
        }
    }

    /// Fetches a page; `known` is what was said of the version that the caller holds, if any.
    ///
    /// Waits where the host was asked something a moment ago, or is being asked by another thread.
    ///
    /// # Errors
    /// A [`FetchError`] with a code and a hint.
    pub fn get(&self, address: &str, known: &Validators) -> Result<Fetched, FetchError> {
        let parsed = Url::parse(address.trim())
            .map_err(|e| FetchError::Address { url: address.to_owned(), what: e.to_string() })?;
        let mut url = checked(parsed)?;
        let mut time = Time { left: self.settings.time, whole: self.settings.time };
        for _ in 0..=self.settings.redirects {
            let robots = self.robots(&url, &mut time)?;
            let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
            if !robots.allows(path) {
                return Err(FetchError::Robots { url: url.into() });
            }
            let pause = robots.delay().unwrap_or_default().max(self.settings.pause);
            let answer = self.ask(url, known, self.settings.limits.size_bytes, pause, &mut time)?;
            match answer.target() {
                Some(target) => url = target?,
                None => return self.page(answer),
            }
        }
        Err(FetchError::Redirects { url: address.to_owned(), limit: self.settings.redirects })
    }

    /// Posts a body to an address that somebody named for that, under the same rules of addresses, turns and time.
    ///
    /// robots.txt is not asked: who names an address for deliveries wants them. A redirect is not followed, since it
    /// would carry the body to somebody who was not named; it is an error with its status, like all but 2xx.
    ///
    /// # Errors
    /// A [`FetchError`] with a code and a hint.
    pub fn post(&self, address: &str, fields: &[(&str, &str)], body: &[u8]) -> Result<(), FetchError> {
        let parsed = Url::parse(address.trim())
            .map_err(|e| FetchError::Address { url: address.to_owned(), what: e.to_string() })?;
        let url = checked(parsed)?;
        let time = Time { left: self.settings.time, whole: self.settings.time };
        let turn = self.turns.of(url.host_str().unwrap_or_default());
        let mut turn = lock(&turn);
        std::thread::sleep(turn.wait(Instant::now(), self.settings.pause));
        let mut request = self.agent.post(url.as_str()).config().timeout_global(Some(time.left)).build();
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let answer = request.send(body);
        turn.ended(Instant::now());
        let response = answer.map_err(|e| failed(&url, e, &time))?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(());
        }
        let retry_after = response
            .headers()
            .get("retry-after")
            .and_then(|r| r.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        Err(FetchError::Status { url: url.into(), status, retry_after })
    }

    /// Makes a page of an answer.
    fn page(&self, answer: Answer) -> Result<Fetched, FetchError> {
        let url = answer.url.to_string();
        let status = answer.response.status().as_u16();
        if status == 304 {
            return Ok(Fetched::NotModified);
        }
        if !(200..300).contains(&status) {
            let retry_after =
                answer.field("retry-after").and_then(|r| r.trim().parse().ok()).map(Duration::from_secs);
            return Err(FetchError::Status { url, status, retry_after });
        }
        let media = answer.field("content-type").map(MediaType::parse).unwrap_or_default();
        if !media.is_readable() {
            return Err(FetchError::Media { url, media: media.essence });
        }
        let text = |name: &str| answer.field(name).map(str::to_owned);
        let validators = Validators { etag: text("etag"), last_modified: text("last-modified") };
        let coding = text("content-encoding");
        let bytes = decode_body(answer.bytes, None, coding.as_deref(), &self.settings.limits)
            .map_err(|(code, what)| FetchError::Body { url: url.clone(), code, what })?;
        Ok(Fetched::Page(Page { url, media, validators, bytes }))
    }

    /// What robots.txt of an address' origin says.
    fn robots(&self, url: &Url, time: &mut Time) -> Result<Arc<Robots>, FetchError> {
        let origin = url.origin().ascii_serialization();
        if let Some((since, robots)) = lock(&self.robots).get(&origin)
            && since.elapsed() < ROBOTS_AGE
        {
            return Ok(robots.clone());
        }
        let unreachable = |what: String| FetchError::RobotsUnreachable { url: url.to_string(), what };
        let mut at = url.join("/robots.txt").map_err(|e| unreachable(e.to_string()))?;
        let mut answer = None;
        for _ in 0..=ROBOTS_REDIRECTS {
            let given = match self.ask(at, &Validators::default(), MOST_BYTES, Duration::ZERO, time) {
                Ok(given) => given,
                Err(FetchError::Connect { what, .. }) => return Err(unreachable(what)),
                Err(e) => return Err(e),
            };
            match given.target() {
                Some(target) => at = target?,
                None => {
                    answer = Some(given);
                    break;
                }
            }
        }
        // Redirected without end is as if it were not there (2.3.1.2); so are refusals (2.3.1.3).
        let robots = match answer {
            None => Robots::default(),
            Some(a) => match a.response.status().as_u16() {
                200..=299 => {
                    let limits = Limits { size_bytes: MOST_BYTES, ..self.settings.limits };
                    let coding = a.field("content-encoding").map(str::to_owned);
                    let bytes = decode_body(a.bytes, None, coding.as_deref(), &limits)
                        .map_err(|(_, what)| unreachable(what))?;
                    Robots::parse(&bytes, PRODUCT)
                }
                429 | 500.. => {
                    return Err(unreachable(format!("status {}", a.response.status().as_u16())));
                }
                _ => Robots::default(),
            },
        };
        let robots = Arc::new(robots);
        let mut known = lock(&self.robots);
        if known.len() >= ORIGINS {
            known.clear();
        }
        known.insert(origin, (Instant::now(), robots.clone()));
        Ok(robots)
    }

    /// Asks once, when it is our turn at the host; follows no redirect.
    fn ask(
        &self,
        url: Url,
        known: &Validators,
        most: usize,
        pause: Duration,
        time: &mut Time,
    ) -> Result<Answer, FetchError> {
        let turn = self.turns.of(url.host_str().unwrap_or_default());
        let mut turn = lock(&turn);
        std::thread::sleep(turn.wait(Instant::now(), pause));
        let start = Instant::now();
        let answer = self.ask_now(url, known, most, time);
        turn.ended(Instant::now());
        time.left = time.left.saturating_sub(start.elapsed());
        answer
    }

    fn ask_now(&self, url: Url, known: &Validators, most: usize, time: &Time) -> Result<Answer, FetchError> {
        if time.left.is_zero() {
            return Err(time.over(&url));
        }
        let start = Instant::now();
        let mut request = self.agent.get(url.as_str()).config().timeout_global(Some(time.left)).build();
        for (name, value) in [("if-none-match", &known.etag), ("if-modified-since", &known.last_modified)] {
            // What is no field value would fail the whole request.
            if let Some(value) =
                value.as_deref().filter(|v| v.bytes().all(|b| b.is_ascii_graphic() || b == b' '))
            {
                request = request.header(name, value);
            }
        }
        let response = request.call().map_err(|e| failed(&url, e, time))?;
        let (head, body) = response.into_parts();
        let bytes = read(&url, body, most, time, start)?;
        Ok(Answer { url, response: Response::from_parts(head, ()), bytes })
    }
}

/// The time that is left for a page.
struct Time {
    left: Duration,
    whole: Duration,
}

impl Time {
    fn over(&self, url: &Url) -> FetchError {
        FetchError::Time { url: url.to_string(), limit_ms: self.whole.as_millis() }
    }
}

/// Reads a body as sent, within the limits.
fn read(url: &Url, mut body: Body, most: usize, time: &Time, start: Instant) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::Body {
        url: url.to_string(),
        code: InputCode::TooLarge,
        what: format!("larger than {most} bytes"),
    };
    if body.content_length().is_some_and(|l| l > most as u64) {
        return Err(too_large());
    }
    let mut from = body.with_config().limit(u64::MAX).reader();
    let (mut out, mut buffer) = (Vec::new(), [0; 16 << 10]);
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(out),
            Ok(n) => out.extend_from_slice(&buffer[..n]),
            Err(e) => return Err(failed(url, e.into(), time)),
        }
        if out.len() > most {
            return Err(too_large());
        }
        if start.elapsed() > time.left {
            return Err(time.over(url));
        }
    }
}

/// What an error of the client means.
fn failed(url: &Url, e: ureq::Error, time: &Time) -> FetchError {
    let url_text = || url.to_string();
    match e {
        ureq::Error::Timeout(_) => time.over(url),
        ureq::Error::HostNotFound => FetchError::Connect { url: url_text(), what: "no such host".into() },
        ureq::Error::Io(e) => match e.get_ref().and_then(|e| e.downcast_ref::<Refused>()) {
            Some(Refused(ip)) => FetchError::Private { url: url_text(), ip: *ip },
            None if e.kind() == io::ErrorKind::TimedOut => time.over(url),
            None => FetchError::Connect { url: url_text(), what: e.to_string() },
        },
        other => FetchError::Connect { url: url_text(), what: other.to_string() },
    }
}

/// Holds that an address is one of the web, without a name and a password in it.
fn checked(mut url: Url) -> Result<Url, FetchError> {
    let wrong = |what: &str| Err(FetchError::Address { url: url.to_string(), what: what.to_owned() });
    if !matches!(url.scheme(), "http" | "https") {
        return wrong("neither http nor https");
    }
    if !url.has_host() {
        return wrong("no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("a name or a password stands in it");
    }
    url.set_fragment(None);
    Ok(url)
}

/// Resolves names, and takes every address out of the answer that is not public.
///
/// The client connects to what this gives and to nothing else, so a name cannot lead elsewhere between the check and
/// the connection.
#[derive(Debug)]
struct PublicOnly {
    inner: DefaultResolver,
    allowed: Vec<IpAddr>,
}

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        let allowed = |ip: IpAddr| is_public(ip) || self.allowed.contains(&ip);
        found.iter().filter(|a| allowed(a.ip())).for_each(|a| public.push(*a));
        match found.first() {
            Some(refused) if public.is_empty() => {
                Err(ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, Refused(refused.ip()))))
            }
            _ => Ok(public),
        }
    }
}

/// An address that is not connected to.
#[derive(Debug)]
struct Refused(IpAddr);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not on the public internet", self.0)
    }
}

impl std::error::Error for Refused {}
