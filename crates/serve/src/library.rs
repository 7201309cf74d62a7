//! Reading the ledger from asynchronous handlers: a few handles, each used by one request at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tradewire_ledger::{Archive, Counts, Mark, Public, Shown, Store};
use tradewire_market::flows::{Moves, gather};
use tradewire_market::list::{self, Criteria, People};

use crate::access::Access;
use crate::aside::Margin;
use crate::cardimage::Faces;
use crate::desk::{Closed, Desk};
use crate::live::Live;
use crate::pages::market::Market;
use crate::private::OfferDesk;
use crate::reader::Reader;
use crate::trouble::PageError;
use crate::view::layout::Picture;
use crate::watch::Tally;
use crate::who::Who;

type Handle = Box<dyn Archive>;
/// Gives the bytes of font files.
type Fonts = Arc<dyn Fn() -> Vec<Vec<u8>> + Send + Sync>;

/// How long sums over the whole ledger are kept before it is asked whether it has gone on.
const KEPT_FOR: Duration = Duration::from_secs(5);
/// After this long they are made anew whatever it says: its views may have been derived by another rule.
const KEPT_AT_MOST: Duration = Duration::from_secs(600);

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
    handles: Mutex<Vec<Handle>>,
    free: Arc<Semaphore>,
    /// Sums over all that the ledger holds, and over what is public of it.
    sums: [Sums; 2],
    /// What is public, and since when that is known.
    shown: Mutex<Option<(Instant, Arc<Shown>)>>,
    live: Live,
    tally: Tally,
    faces: OnceLock<Faces>,
    #[cfg(feature = "png")]
    prints: Arc<crate::cardimage::png::Prints>,
}

/// Sums over the whole ledger.
#[derive(Default)]
struct Sums {
    counts: Kept<(), Counts>,
    margins: Kept<Option<bool>, Margin>,
    moves: Kept<(), Moves>,
    people: Kept<bool, People>,
    market: Kept<bool, Market>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("free", &self.inner.free.available_permits()).finish_non_exhaustive()
    }
}

impl Library {
    /// Takes handles on one ledger; at least one is needed for any page to be served.
    #[must_use]
    pub fn new(handles: Vec<Handle>) -> Self {
        let free = Arc::new(Semaphore::new(handles.len()));
        let inner = Arc::new(Inner {
            handles: Mutex::new(handles),
            free,
            sums: Default::default(),
            shown: Mutex::default(),
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
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let mut lease = Lease::take(&inner).ok_or(PageError::Stopped)?;
            if published {
                lease.show_published()?;
            }
            match lease.store() {
                Some(store) => reading(&Shelf { store, sums: &inner.sums[usize::from(published)] }),
                None => Err(PageError::Stopped),
            }
        });
        work.await.map_err(|_| PageError::Stopped)?
    }
}

/// A handle that goes back when it is dropped, whatever happened in between.
struct Lease<'a> {
    inner: &'a Inner,
    handle: Held,
}

/// A handle as it is used.
enum Held {
    Nothing,
    Whole(Handle),
    Published(Public),
}

impl<'a> Lease<'a> {
    fn take(inner: &'a Inner) -> Option<Self> {
        let handle = inner.handles.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Self { inner, handle: Held::Whole(handle) })
    }

    fn store(&self) -> Option<&dyn Archive> {
        match &self.handle {
            Held::Nothing => None,
            Held::Whole(store) => Some(&**store),
            Held::Published(store) => Some(store),
        }
    }

    /// Lets only what was published through from now on.
    fn show_published(&mut self) -> Result<(), PageError> {
        let Held::Whole(store) = &self.handle else { return Ok(()) };
        let shown = self.inner.shown(&**store)?;
        if let Held::Whole(store) = std::mem::replace(&mut self.handle, Held::Nothing) {
            self.handle = Held::Published(Public::new(store, shown));
        }
        Ok(())
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let handle = match std::mem::replace(&mut self.handle, Held::Nothing) {
            Held::Nothing => return,
            Held::Whole(handle) => handle,
            Held::Published(public) => public.into_whole(),
        };
        self.inner.handles.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
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
    sums: &'a Sums,
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
        Ok(Mark::of(self.store)?)
    }

    /// The history of the ledger.
    #[must_use]
    pub fn archive(&self) -> &dyn Archive {
        self.store
    }

    /// How much the ledger holds; a few seconds old at most.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn counts(&self) -> Result<Counts, PageError> {
        self.sums.counts.get((), || self.mark(), || Ok(self.store.counts()?)).map(|c| *c)
    }

    /// The moves that flows are counted from; a few seconds old at most.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn moves(&self) -> Result<Arc<Moves>, PageError> {
        self.sums.moves.get((), || self.mark(), || Ok(gather(self.store)?))
    }

    /// The people that the list ranks, with those of invented documents or without; a few seconds old at most.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn people(&self, fiction: bool) -> Result<Arc<People>, PageError> {
        let most = crate::pages::list::MOST;
        self.sums.people.get(fiction, || self.mark(), || Ok(list::gather(self.store, most, fiction)?))
    }

    /// The market, with invented events or without; a few seconds old at most.
    ///
    /// # Errors
    /// Those of the ledger.
    pub(crate) fn market(&self, fiction: bool) -> Result<Arc<Market>, PageError> {
        self.sums.market.get(fiction, || self.mark(), || crate::pages::market::gather(self, fiction))
    }

    /// The margin of the wire, over facts, fiction or both; a few seconds old at most.
    ///
    /// # Errors
    /// Those of the ledger.
    pub fn margin(&self, fiction: Option<bool>) -> Result<Arc<Margin>, PageError> {
        self.sums.margins.get(fiction, || self.mark(), || crate::aside::load(self, fiction))
    }
}

/// Values that are costly to make and may be a little old.
struct Kept<K, V>(Mutex<HashMap<K, Made<V>>>);

struct Made<V> {
    /// When it was made.
    at: Instant,
    /// When it was last found to hold.
    seen: Instant,
    /// Where the ledger stood.
    mark: Mark,
    value: Arc<V>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    /// The value kept, if it is young enough or the ledger stands where it stood; else a new one. Readers do not wait for
    /// each other while it is made.
    fn get(
        &self,
        key: K,
        mark: impl FnOnce() -> Result<Mark, PageError>,
        make: impl FnOnce() -> Result<V, PageError>,
    ) -> Result<Arc<V>, PageError> {
        let map = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = map().get(&key).filter(|m| m.seen.elapsed() < KEPT_FOR) {
            return Ok(made.value.clone());
        }
        // Before it is made: what comes meanwhile is seen the next time.
        let mark = mark()?;
        if let Some(made) = map().get_mut(&key).filter(|m| m.mark == mark && m.at.elapsed() < KEPT_AT_MOST) {
            made.seen = Instant::now();
            return Ok(made.value.clone());
        }
        let value = Arc::new(make()?);
        let now = Instant::now();
        map().insert(key, Made { at: now, seen: now, mark, value: value.clone() });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_young_is_not_made_again() {
        let store = tradewire_ledger::SqliteStore::in_memory().unwrap();
        let mark = || Ok(Mark::of(&store)?);
        let kept: Kept<u8, u8> = Kept::default();
        assert_eq!(*kept.get(1, mark, || Ok(7)).unwrap(), 7);
        assert_eq!(*kept.get(1, || panic!("asked too soon"), || panic!("made twice")).unwrap(), 7);
        assert_eq!(*kept.get(2, mark, || Ok(8)).unwrap(), 8);
        assert!(kept.get(3, mark, || Err(PageError::Stopped)).is_err());
        assert_eq!(*kept.get(3, mark, || Ok(9)).unwrap(), 9, "a failure is not kept");
    }

    #[test]
    fn what_is_old_holds_while_the_ledger_stands_where_it_stood() {
        let mut store = tradewire_ledger::SqliteStore::in_memory().unwrap();
        let kept: Kept<u8, u8> = Kept::default();
        let before = Mark::of(&store).unwrap();
        kept.get(1, || Ok(before), || Ok(7)).unwrap();
        let age = |by: Duration| {
            let mut map = kept.0.lock().unwrap();
            let made = map.get_mut(&1).unwrap();
            (made.seen, made.at) = (made.seen.checked_sub(by).unwrap(), made.at.checked_sub(by).unwrap());
        };
        age(KEPT_FOR);
        assert_eq!(*kept.get(1, || Ok(before), || panic!("made twice")).unwrap(), 7);
        let request = tradewire_ledger::Request {
            kind: tradewire_ledger::RequestKind::Access,
            about: Vec::new(),
            by: "M. Q.".into(),
            text: "What is held?".into(),
            received_at: tradewire_ledger::Timestamp::UNIX_EPOCH,
        };
        tradewire_ledger::Responses::request(&mut store, &request, request.received_at).unwrap();
        let after = Mark::of(&store).unwrap();
        age(KEPT_FOR);
        assert_eq!(*kept.get(1, || Ok(after), || Ok(8)).unwrap(), 8);
        age(KEPT_AT_MOST);
        assert_eq!(*kept.get(1, || Ok(after), || Ok(9)).unwrap(), 9);
    }

    #[tokio::test]
    async fn a_handle_comes_back_from_a_reading_that_panics() {
        let library = Library::of(tradewire_ledger::SqliteStore::in_memory().unwrap());
        let broken: Result<(), PageError> = library.read(|_| panic!("a bug in a page")).await;
        assert!(matches!(broken, Err(PageError::Stopped)));
        assert_eq!(library.read(|s| Ok(s.counts()?.documents)).await.unwrap(), 0);
    }
}
