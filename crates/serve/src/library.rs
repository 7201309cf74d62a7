//! Reading the ledger from asynchronous handlers: a few handles, each used by one request at a time.

use std::hash::Hash;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tradewire_ledger::{Archive, Counts, Mark, Public, Shown, Store};
use tradewire_market::flows::{Asked, Flows, Moves, flows, gather};
use tradewire_market::list::{self, Criteria, People};

use crate::access::Access;
use crate::aside::Margin;
use crate::cardimage::Faces;
use crate::desk::{Closed, Desk};
use crate::live::Live;
use crate::pages::market::Market;
use crate::press::{Age, Press};
use crate::private::OfferDesk;
use crate::reader::Reader;
use crate::sums::{Found, Sum};
use crate::trouble::PageError;
use crate::view::layout::Picture;
use crate::watch::Tally;
use crate::who::Who;

type Handle = Box<dyn Archive>;
type Handles = Mutex<Vec<Handle>>;
/// Gives the bytes of font files.
type Fonts = Arc<dyn Fn() -> Vec<Vec<u8>> + Send + Sync>;

/// How long what is public is kept before the ledger is asked whether it has gone on.
const KEPT_FOR: Duration = Duration::from_secs(5);
/// How long a page waits for the first sums of a ledger; then it says that they are being made.
const PATIENCE: Duration = Duration::from_secs(3);
/// The same for the margin of the wire, which stands without it meanwhile.
const NO_PATIENCE: Duration = Duration::from_millis(100);

/// The ledger as the pages read it.
///
/// A [`Store`] blocks, so each reading runs on a thread for blocking work, with a handle of its own; when all handles
/// are in use, readers wait in order.
#[derive(Clone)]
pub struct Library {
    inner: Arc<Inner>,
    desk: Desk,
    access: Option<Access>,
    criteria: Option<Arc<Criteria>>,
    fonts: Option<Fonts>,
    public_url: Option<Arc<str>>,
    published: bool,
    private: Option<OfferDesk>,
}

struct Inner {
    handles: Handles,
    free: Arc<Semaphore>,
    /// The handle of those who make sums, one after another; none where there is one handle only.
    aside: Option<(Handles, Mutex<()>)>,
    /// Sums over all that the ledger holds, and over what is public of it.
    sums: [Sums; 2],
    /// What is public, and since when that is known.
    shown: Mutex<Option<(Instant, Arc<Shown>)>>,
    press: Press,
    live: Live,
    tally: Tally,
    faces: OnceLock<Faces>,
    #[cfg(feature = "png")]
    prints: Arc<crate::cardimage::png::Prints>,
}

/// Sums over the whole ledger.
#[derive(Default)]
struct Sums {
    margins: Sum<Option<bool>, Margin>,
    moves: Sum<(), Moves>,
    flows: Sum<bool, Flows>,
    people: Sum<bool, People>,
    market: Sum<bool, Market>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("free", &self.inner.free.available_permits()).finish_non_exhaustive()
    }
}

impl Library {
    /// Takes handles on one ledger; at least one is needed for any page to be served. Of several, one is for making sums
    /// over the whole ledger while the others are read with.
    #[must_use]
    pub fn new(mut handles: Vec<Handle>) -> Self {
        let aside = if handles.len() > 1 { handles.pop() } else { None };
        let free = Arc::new(Semaphore::new(handles.len()));
        let inner = Arc::new(Inner {
            handles: Mutex::new(handles),
            free,
            aside: aside.map(|h| (Mutex::new(vec![h]), Mutex::default())),
            sums: Default::default(),
            shown: Mutex::default(),
            press: Press::default(),
            live: Live::default(),
            tally: Tally::default(),
            faces: OnceLock::new(),
            #[cfg(feature = "png")]
            prints: Arc::default(),
        });
        Self {
            inner,
            desk: Desk::closed_because(Closed::ByChoice),
            access: None,
            criteria: None,
            fonts: None,
            public_url: None,
            published: false,
            private: None,
        }
    }

    /// The same with a desk where people judge; without one the review is for looking only.
    #[must_use]
    pub fn with_desk(self, desk: Desk) -> Self {
        Self { desk, ..self }
    }

    /// The desk where people judge.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The same with accounts: everybody must sign in; without them, whoever reaches loopback may do everything.
    #[must_use]
    pub fn with_access(self, access: Access) -> Self {
        Self { access: Some(access), ..self }
    }

    /// The accounts, if there are any.
    #[must_use]
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// The same with the private offers of one owner.
    #[must_use]
    pub fn with_offer_desk(self, desk: OfferDesk) -> Self {
        Self { private: Some(desk), ..self }
    }

    /// The private offers of whoever asks; nobody gets those of another.
    pub(crate) fn offer_desk(&self, who: &Who) -> Option<&OfferDesk> {
        self.private.as_ref().filter(|d| d.is_of(who))
    }

    /// The same with the criteria of the list; without any, those of the documentation's sample.
    #[must_use]
    pub fn with_criteria(self, criteria: Criteria) -> Self {
        Self { criteria: Some(Arc::new(criteria)), ..self }
    }

    /// The criteria of the list, if the server was started with some.
    #[must_use]
    pub fn criteria(&self) -> Option<&Arc<Criteria>> {
        self.criteria.as_ref()
    }

    /// The same with the fonts that cards are drawn with, as bytes of font files; they are asked for at the first card.
    /// Without any, cards hold text for the reader's own fonts.
    #[must_use]
    pub fn with_fonts(self, fonts: impl Fn() -> Vec<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self { fonts: Some(Arc::new(fonts)), ..self }
    }

    /// The faces that cards are drawn with.
    pub(crate) fn faces(&self) -> &Faces {
        self.inner.faces.get_or_init(|| Faces::of(self.fonts.as_ref().map(|f| f()).unwrap_or_default()))
    }

    /// The same under an address that readers elsewhere know it by, such as `https://wire.example`: feeds and the tags of
    /// pages name it. Without one they name the host that a reader asked.
    #[must_use]
    pub fn with_public_url(self, url: &str) -> Self {
        Self { public_url: Some(url.trim_end_matches('/').into()), ..self }
    }

    /// The same showing only what was published, in every page, feed, search, count, card and answer; nothing before the
    /// first publication. Those who review see all, where somebody may write. Changes show within some seconds.
    #[must_use]
    pub fn published_only(self) -> Self {
        Self { published: true, ..self }
    }

    /// Whether only what was published is shown.
    #[must_use]
    pub fn is_published_only(&self) -> bool {
        self.published
    }

    /// What absolute addresses begin with.
    pub(crate) fn site(&self, reader: &Reader) -> String {
        match &self.public_url {
            Some(url) => url.to_string(),
            None => {
                let host = reader.host.as_deref().unwrap_or("localhost");
                let public = self.access.as_ref().and_then(Access::public).filter(|p| p.is_host(host));
                public.map_or_else(|| format!("http://{host}"), ToString::to_string)
            }
        }
    }

    /// Whether cards are there as PNG: it was built so, and there is a font.
    pub(crate) fn draws_png(&self) -> bool {
        cfg!(feature = "png") && !self.faces().is_empty()
    }

    /// The picture that stands for a page where it is linked, by their paths; that of the picture has no ending.
    pub(crate) fn picture(&self, reader: &Reader, page: &str, card: &str) -> Picture {
        let site = self.site(reader);
        let (end, media) = if self.draws_png() { ("png", "image/png") } else { ("svg", "image/svg+xml") };
        // Whoever fetches it brings no language along.
        let image = format!("{site}{card}.{end}?lang={}", reader.lang.tag());
        Picture { page: format!("{site}{page}"), image, media }
    }

    /// The pictures that were drawn.
    #[cfg(feature = "png")]
    pub(crate) fn prints(&self) -> &Arc<crate::cardimage::png::Prints> {
        &self.inner.prints
    }

    /// Who listens to the wire.
    pub(crate) fn live(&self) -> &Live {
        &self.inner.live
    }

    /// What was answered so far.
    pub(crate) fn tally(&self) -> &Tally {
        &self.inner.tally
    }

    /// Ends the open streams, so that a server that is asked to stop can.
    pub fn close_streams(&self) {
        self.inner.live.close();
    }

    /// Takes the only handle on a ledger, such as one in memory.
    #[must_use]
    pub fn of(store: impl Archive + 'static) -> Self {
        Self::new(vec![Box::new(store)])
    }

    /// Runs a reading on a handle that is free; it sees what readers may see.
    ///
    /// # Errors
    /// What the reading gives, or [`PageError::Stopped`] if it was broken off.
    pub async fn read<T: Send + 'static>(
        &self,
        reading: impl FnOnce(&Shelf<'_>) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        self.run(self.published, reading).await
    }

    /// The same for those who review: it sees all, where somebody may write.
    ///
    /// # Errors
    /// As [`Library::read`].
    pub async fn read_to_review<T: Send + 'static>(
        &self,
        reading: impl FnOnce(&Shelf<'_>) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        self.run(self.published && self.desk.closed().is_some(), reading).await
    }

    async fn run<T: Send + 'static>(
        &self,
        published: bool,
        reading: impl FnOnce(&Shelf<'_>) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let permit = self.inner.free.clone().acquire_owned().await.map_err(|_| PageError::Stopped)?;
        let inner = self.inner.clone();
        let age = Age::of_this_page();
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            inner.on_shelf(&inner.handles, published, &age, reading)
        });
        work.await.map_err(|_| PageError::Stopped)?
    }

    /// Where the ledger stands, for those who read it.
    pub(crate) async fn mark(&self) -> Result<Mark, PageError> {
        // The closure has a lifetime that the method itself lacks.
        #[expect(clippy::redundant_closure_for_method_calls, reason = "it does not compile otherwise")]
        self.read(|shelf| shelf.mark()).await
    }

    /// The pages that were made before.
    pub(crate) fn press(&self) -> &Press {
        &self.inner.press
    }

    /// Begins to make the sums that take long, so that who asks first need not wait for all of them; nothing where there is
    /// one handle only.
    pub fn warm(&self) {
        let (inner, published) = (self.inner.clone(), self.published);
        if inner.aside.is_none() {
            return;
        }
        std::thread::spawn(move || {
            let warmed = inner.set_aside(published, |shelf| {
                shelf.margin(None)?;
                shelf.people(false)?;
                shelf.market(false).map(drop)
            });
            if let Err(why) = warmed {
                tracing::warn!(error = &why as &dyn std::error::Error, "the sums could not be made");
            }
        });
    }
}

impl Inner {
    /// Reads with one of some handles.
    fn on_shelf<T>(
        self: &Arc<Self>,
        handles: &Handles,
        published: bool,
        age: &Age,
        reading: impl FnOnce(&Shelf<'_>) -> Result<T, PageError>,
    ) -> Result<T, PageError> {
        let mut lease = Lease::take(handles).ok_or(PageError::Stopped)?;
        let shown = if published { Some(lease.show_published(self)?) } else { None };
        let store = lease.store().ok_or(PageError::Stopped)?;
        let may_wait = self.aside.as_ref().is_some_and(|(aside, _)| !std::ptr::eq(aside, handles));
        reading(&Shelf { store, shown: shown.map(|s| s.mark()), inner: self, may_wait, age: age.clone() })
    }

    /// Reads with the handle of those who make sums, when it is their turn.
    fn set_aside<T>(
        self: &Arc<Self>,
        published: bool,
        reading: impl FnOnce(&Shelf<'_>) -> Result<T, PageError>,
    ) -> Result<T, PageError> {
        let Some((handles, turn)) = &self.aside else { return Err(PageError::Stopped) };
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.on_shelf(handles, published, &Age::default(), reading)
    }
}

/// A handle that goes back when it is dropped, whatever happened in between.
struct Lease<'a> {
    home: &'a Handles,
    handle: Held,
}

/// A handle as it is used.
enum Held {
    Nothing,
    Whole(Handle),
    Published(Public),
}

impl<'a> Lease<'a> {
    fn take(home: &'a Handles) -> Option<Self> {
        let handle = home.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Self { home, handle: Held::Whole(handle) })
    }

    fn store(&self) -> Option<&dyn Archive> {
        match &self.handle {
            Held::Nothing => None,
            Held::Whole(store) => Some(&**store),
            Held::Published(store) => Some(store),
        }
    }

    /// Lets only what was published through from now on; gives what that is.
    fn show_published(&mut self, inner: &Inner) -> Result<Arc<Shown>, PageError> {
        let Held::Whole(store) = &self.handle else { return Err(PageError::Stopped) };
        let shown = inner.shown(&**store)?;
        if let Held::Whole(store) = std::mem::replace(&mut self.handle, Held::Nothing) {
            self.handle = Held::Published(Public::new(store, shown.clone()));
        }
        Ok(shown)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let handle = match std::mem::replace(&mut self.handle, Held::Nothing) {
            Held::Nothing => return,
            Held::Whole(handle) => handle,
            Held::Published(public) => public.into_whole(),
        };
        self.home.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
    }
}

impl Inner {
    /// What is public. It is gathered anew where the ledger has gone on, some seconds later at most; readers wait for it,
    /// for they must not be shown what was withdrawn.
    fn shown(&self, store: &dyn Archive) -> Result<Arc<Shown>, PageError> {
        let mut kept = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, shown)) = kept.as_ref() {
            if since.elapsed() < KEPT_FOR {
                return Ok(shown.clone());
            }
            if shown.is_of(Mark::of(store)?) {
                let shown = shown.clone();
                *kept = Some((Instant::now(), shown.clone()));
                return Ok(shown);
            }
        }
        let shown = Arc::new(Shown::gather(store)?);
        *kept = Some((Instant::now(), shown.clone()));
        Ok(shown)
    }
}

/// A handle on the ledger for the time of one reading, with the sums that all readings share.
pub struct Shelf<'a> {
    store: &'a dyn Archive,
    /// Where the ledger stood when what is public of it was gathered, if only that is read.
    shown: Option<Mark>,
    inner: &'a Arc<Inner>,
    /// Whether others make the sums; else they are made here.
    may_wait: bool,
    age: Age,
}

impl<'a> Deref for Shelf<'a> {
    type Target = dyn Store + 'a;
    fn deref(&self) -> &Self::Target {
        self.store
    }
}

impl Shelf<'_> {
    /// Where the ledger stands.
    fn mark(&self) -> Result<Mark, PageError> {
        self.shown.map_or_else(|| Ok(Mark::of(self.store)?), Ok)
    }

    /// The history of the ledger.
    #[must_use]
    pub fn archive(&self) -> &dyn Archive {
        self.store
    }

    /// How much the ledger holds.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn counts(&self) -> Result<Counts, PageError> {
        Ok(self.store.counts()?)
    }

    /// The moves that flows are counted from.
    ///
    /// # Errors
    /// Those of the ledger; [`PageError::Counting`] while they are gathered for the first time, as of all that follow.
    pub fn moves(&self) -> Result<Arc<Moves>, PageError> {
        self.sum(|s| &s.moves, &(), PATIENCE, |shelf, ()| Ok(gather(shelf.store)?))?
            .ok_or(PageError::Counting)
    }

    /// The flows between all labs over all time, with invented events or without.
    ///
    /// # Errors
    /// As [`Shelf::moves`].
    pub fn flows(&self, fiction: bool) -> Result<Arc<Flows>, PageError> {
        let make = |shelf: &Shelf<'_>, fiction: &bool| {
            Ok(flows(&*shelf.moves()?, &Asked { fiction: *fiction, ..Asked::default() }))
        };
        self.sum(|s| &s.flows, &fiction, PATIENCE, make)?.ok_or(PageError::Counting)
    }

    /// The people that the list ranks, with those of invented documents or without.
    ///
    /// # Errors
    /// As [`Shelf::moves`].
    pub fn people(&self, fiction: bool) -> Result<Arc<People>, PageError> {
        let make = |shelf: &Shelf<'_>, fiction: &bool| {
            Ok(list::gather(shelf.store, crate::pages::list::MOST, *fiction)?)
        };
        self.sum(|s| &s.people, &fiction, PATIENCE, make)?.ok_or(PageError::Counting)
    }

    /// The market, with invented events or without.
    ///
    /// # Errors
    /// As [`Shelf::moves`].
    pub(crate) fn market(&self, fiction: bool) -> Result<Arc<Market>, PageError> {
        let make = |shelf: &Shelf<'_>, fiction: &bool| crate::pages::market::gather(shelf, *fiction);
        self.sum(|s| &s.market, &fiction, PATIENCE, make)?.ok_or(PageError::Counting)
    }

    /// The margin of the wire, over facts, fiction or both; nothing while it is made for the first time.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn margin(&self, fiction: Option<bool>) -> Result<Option<Arc<Margin>>, PageError> {
        let make = |shelf: &Shelf<'_>, fiction: &Option<bool>| crate::aside::load(shelf, *fiction);
        self.sum(|s| &s.margins, &fiction, NO_PATIENCE, make)
    }

    /// A sum as it stands: of now, or of before while that of now is made; nothing while there is none.
    fn sum<K, V>(
        &self,
        which: fn(&Sums) -> &Sum<K, V>,
        key: &K,
        patience: Duration,
        make: fn(&Shelf<'_>, &K) -> Result<V, PageError>,
    ) -> Result<Option<Arc<V>>, PageError>
    where
        K: Clone + Eq + Hash + Send + 'static,
        V: Send + Sync + 'static,
    {
        let (mark, published) = (self.mark()?, self.shown.is_some());
        let sum = which(&self.inner.sums[usize::from(published)]);
        if !self.may_wait {
            return sum.make(key, mark, || make(self, key)).map(Some);
        }
        let (inner, wanted) = (self.inner.clone(), key.clone());
        let begin = move || {
            std::thread::spawn(move || {
                let sum = which(&inner.sums[usize::from(published)]);
                let made = inner.set_aside(published, |shelf| {
                    let mark = shelf.mark()?;
                    sum.make(&wanted, mark, || make(shelf, &wanted)).map(drop)
                });
                if let Err(why) = made {
                    tracing::warn!(error = &why as &dyn std::error::Error, "a sum could not be made");
                }
                sum.rest(&wanted);
            });
        };
        match sum.get(key, mark, patience, begin) {
            Found::New(value) => Ok(Some(value)),
            Found::Old(value) => {
                self.age.is_old();
                Ok(Some(value))
            }
            Found::Nothing => {
                self.age.is_old();
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_handle_comes_back_from_a_reading_that_panics() {
        let library = Library::of(tradewire_ledger::SqliteStore::in_memory().unwrap());
        let broken: Result<(), PageError> = library.read(|_| panic!("a bug in a page")).await;
        assert!(matches!(broken, Err(PageError::Stopped)));
        assert_eq!(library.read(|s| Ok(s.counts()?.documents)).await.unwrap(), 0);
    }
}
