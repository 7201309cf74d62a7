//! Handing on what was found: from the outbox to a feed, a file or a webhook; what cannot be handed on is kept.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tradewire_fetch::{FetchError, Fetcher};

use super::feed_file;
use super::folder::{Folder, Part};
use super::item::hex_of;
use super::matching::Delivery;
use super::sources::{To, Watch};
use super::state::{later, spread};
use crate::failure::Failure;
use crate::output::say;

/// A delivery is tried so often: with doubling waits, over about a day and a half.
const TRIES: u32 = 12;
/// The first wait.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// A delivery that waits.
#[derive(Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// What is handed on.
    pub delivery: Delivery,
    /// How often it was tried.
    #[serde(default)]
    pub tries: u32,
    /// When to try again.
    #[serde(default)]
    pub next: Option<Timestamp>,
    /// Why it failed last.
    #[serde(default)]
    pub trouble: Option<String>,
}

impl Waiting {
    /// A new one.
    pub fn new(delivery: Delivery) -> Self {
        Self { delivery, tries: 0, next: None, trouble: None }
    }

    /// The name of its file: the same for the same delivery.
    pub fn name(&self) -> String {
        format!("{}.json", hex_of(&Sha256::digest(self.delivery.id.as_bytes())[..12]))
    }
}

/// Tries everything that is due; gives how many were handed on and how many died.
pub fn hand_on(
    folder: &Folder,
    watches: &[Watch],
    fetcher: &Fetcher,
    now: Timestamp,
) -> Result<(usize, usize), Failure> {
    let (mut done, mut dead) = (0, 0);
    // Where one thing cannot be handed on, the next is not tried at once: a receiver that hangs must not hold up the rest.
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    for name in folder.names(Part::Outbox) {
        let Some(mut waiting) = folder.read_json::<Waiting>(Part::Outbox, &name)? else { continue };
        if waiting.next.is_some_and(|next| next > now) {
            continue;
        }
        // Of a watch that is no longer declared nothing is handed on; it waits until the watch is back.
        let Some(watch) = watches.iter().find(|w| w.name == waiting.delivery.watch) else { continue };
        if failed.contains(watch.name.as_str()) {
            continue;
        }
        match one(folder, watch, fetcher, &waiting.delivery, now) {
            Ok(()) => {
                folder.remove(Part::Outbox, &name)?;
                done += 1;
            }
            Err((what, passing)) => {
                failed.insert(&watch.name);
                waiting.tries += 1;
                waiting.trouble = Some(what.clone());
                if passing && waiting.tries < TRIES {
                    let wait = FIRST_WAIT.saturating_mul(1 << waiting.tries.min(12));
                    waiting.next = Some(later(now, spread(wait, 0.25)));
                    folder.write_json(Part::Outbox, &name, &waiting)?;
                } else {
                    folder.write_json(Part::Outbox, &name, &waiting)?;
                    folder.shift(Part::Outbox, Part::Dead, &name)?;
                    dead += 1;
                }
                say("not handed on", &format!("{} of watch {}: {what}", waiting.delivery.event, watch.name));
            }
        }
    }
    Ok((done, dead))
}

/// Why one was not handed on, and whether that may pass.
type Failed = (String, bool);

fn one(
    folder: &Folder,
    watch: &Watch,
    fetcher: &Fetcher,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<(), Failed> {
    let disk = |e: Failure| (e.to_string(), true);
    match &watch.to {
        To::Atom(path) | To::JsonFeed(path) => {
            let kept = format!("{}.feed.json", watch.name);
            let mut entries: Vec<Delivery> =
                folder.read_json(Part::Watches, &kept).map_err(disk)?.unwrap_or_default();
            feed_file::add(&mut entries, delivery.clone());
            match &watch.to {
                To::Atom(_) => feed_file::atom(path, &watch.name, &entries).map_err(disk)?,
                _ => feed_file::json_feed(path, &watch.name, &entries).map_err(disk)?,
            }
            folder.write_json(Part::Watches, &kept, &entries).map_err(disk)
        }
        To::Lines(path) => feed_file::line(path, delivery).map_err(disk),
        To::Webhook { url, secret } => {
            let body = serde_json::to_vec(delivery).map_err(|e| (e.to_string(), false))?;
            let at = now.as_second().to_string();
            let signature = format!("sha256={}", hex_of(&sign(secret.as_bytes(), &at, &body)));
            let fields = [
                ("content-type", "application/json"),
                ("tradewire-delivery", delivery.id.as_str()),
                ("tradewire-timestamp", at.as_str()),
                ("tradewire-signature", signature.as_str()),
            ];
            // Whoever listens may be mended; an address that is none of the web will not.
            let passing = |e: &FetchError| {
                !matches!(
                    e,
                    FetchError::Address { .. }
                        | FetchError::Private { .. }
                        | FetchError::Status { status: 410, .. }
                )
            };
            fetcher.post(url, &fields, &body).map_err(|e| (e.to_string(), passing(&e)))
        }
    }
}

/// HMAC-SHA-256 (RFC 2104) of the time, a dot and the body: an old delivery cannot be sent again as a new one.
pub fn sign(secret: &[u8], timestamp: &str, body: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut key = [0u8; BLOCK];
    if secret.len() > BLOCK {
        key[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        key[..secret.len()].copy_from_slice(secret);
    }
    let pad = |with: u8| key.map(|b| b ^ with);
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(timestamp)
        .chain_update(b".")
        .chain_update(body)
        .finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second case of RFC 4231; its data is cut where the dot stands, so that both ways give the same bytes.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let plain = |key: &[u8], data: &[u8]| {
            // The data without a dot, by the definition.
            let mut block = [0u8; 64];
            block[..key.len()].copy_from_slice(key);
            let inner = Sha256::digest([&block.map(|b| b ^ 0x36)[..], data].concat());
            let outer: [u8; 32] = Sha256::digest([&block.map(|b| b ^ 0x5c)[..], &inner[..]].concat()).into();
            outer
        };
        let known = plain(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex_of(&known), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(sign(b"Jefe", "1", b"2"), plain(b"Jefe", b"1.2"));
    }
}
