//! Everything of one sort that a ledger holds.

use tradewire_ledger::{DocumentRecord, EventFilter, EventRecord, Page, Store};

use crate::failure::Failure;

/// Every document of a ledger.
pub fn documents(store: &dyn Store) -> Result<Vec<DocumentRecord>, Failure> {
    let mut all = Vec::new();
    let mut page = Page::first(Page::MOST);
    loop {
        let listing = store.documents(&page)?;
        all.extend(listing.items);
        match listing.next {
            Some(next) => page.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// Every event of a ledger, in the order of the wire.
pub fn events(store: &dyn Store) -> Result<Vec<EventRecord>, Failure> {
    let mut filter = EventFilter { page: Page::first(Page::MOST), ..EventFilter::default() };
    let mut all = Vec::new();
    loop {
        let listing = store.events(&filter)?;
        all.extend(listing.items);
        match listing.next {
            Some(next) => filter.page.after = Some(next),
            None => return Ok(all),
        }
    }
}
