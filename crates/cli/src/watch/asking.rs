//! Asking all sources, each in a thread of its own, so that none waits for another.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use jiff::Timestamp;

use super::folder::{Folder, Part};
use super::keeper::{Keeper, keep_rejection};
use super::poll::{Asker, Polled};
use super::sources::{Source, Sources};
use super::state::State;
use crate::failure::{Done, Failure};
use crate::output::{say, tell};

/// Documents in one file of the queue.
const CHUNK: usize = 256;
/// With more files than this in the queue sources are not asked until the ledger has caught up.
const QUEUE_FULL: usize = 400;
/// How long a thread sleeps before it looks again.
const NAP: Duration = Duration::from_millis(500);
/// How long to wait where the ledger cannot be written.
const ILL: Duration = Duration::from_secs(10);

/// Threads ask; this one takes in and hands on. Ends only where each is asked once.
pub fn run_all(
    asker: &Asker<'_>,
    folder: &Folder,
    mut keeper: Keeper<'_>,
    sources: &Sources,
    once: bool,
) -> Result<Done, Failure> {
    let (tell_new, new): (Sender<()>, Receiver<()>) = channel();
    std::thread::scope(|scope| {
        for source in &sources.sources {
            let tell_new = tell_new.clone();
            scope.spawn(move || attend(asker, folder, source, once, &tell_new));
        }
        drop(tell_new);
        loop {
            let ended = matches!(new.recv_timeout(NAP), Err(RecvTimeoutError::Disconnected));
            let done = keeper.take_in().and_then(|()| keeper.hand_on(asker.fetcher));
            match done {
                Err(e) if once && ended => return Err(e),
                Err(e) if !once => {
                    say("error", &format!("{e}; the queue keeps what came, and it is tried again"));
                    std::thread::sleep(ILL);
                }
                _ => {}
            }
            if ended && once {
                return Ok(());
            }
            if ended {
                // Nothing is asked: only what waits is handed on.
                std::thread::sleep(NAP);
            }
        }
    })?;
    Ok(Done::with_rejected(keeper.rejected + keeper.failed_sources(folder, sources)?))
}

/// Asks one source whenever it is due.
fn attend(asker: &Asker<'_>, folder: &Folder, source: &Source, once: bool, tell_new: &Sender<()>) {
    let name = format!("{}.json", source.name);
    loop {
        let now = Timestamp::now();
        let mut state = folder.read_json::<State>(Part::Sources, &name).unwrap_or_else(|e| {
            // A damaged state is as none: what comes again changes nothing.
            say("error", &format!("{}: {e}", source.name));
            None
        });
        let state = state.get_or_insert_default();
        let resting = state.failures > 0 && !state.is_due(now);
        let due =
            if once { !resting } else { state.is_due(now) && folder.names(Part::Queue).len() <= QUEUE_FULL };
        if due {
            match ask(asker, folder, source, state, now) {
                Ok(more) => {
                    let _ = tell_new.send(());
                    if more {
                        continue;
                    }
                }
                Err(e) => {
                    // The disk: what was not noted is asked again.
                    say("error", &format!("{}: {e}", source.name));
                    std::thread::sleep(if once { Duration::ZERO } else { ILL });
                }
            }
        } else if once {
            say(
                "resting",
                &format!("{} failed {} times; it is asked again later", source.name, state.failures),
            );
        }
        if once {
            return;
        }
        std::thread::sleep(NAP);
    }
}

/// Asks one source; whether it has more to give at once.
fn ask(
    asker: &Asker<'_>,
    folder: &Folder,
    source: &Source,
    state: &mut State,
    now: Timestamp,
) -> Result<bool, Failure> {
    let name = format!("{}.json", source.name);
    let before = state.clone();
    let Polled { items, known, rejected, more } = match asker.ask(source, state, now) {
        Ok(polled) => polled,
        Err(trouble) => {
            let lasting = if trouble.passing { "" } else { "; it will hardly pass by itself" };
            let hint = &trouble.hint;
            say("failed", &format!("{}: {} [{}] ({hint}{lasting})", source.name, trouble.what, trouble.code));
            *state = before;
            state.failed(source, trouble, Timestamp::now());
            folder.write_json(Part::Sources, &name, state)?;
            return Ok(false);
        }
    };
    // First what came, then that it came. Killed in between, it comes again under another name and changes nothing.
    let stem = format!("{}~{:010}~{}", source.name, state.polls, now.as_microsecond());
    for (n, chunk) in items.chunks(CHUNK).enumerate() {
        let mut lines = Vec::new();
        for item in chunk {
            serde_json::to_writer(&mut lines, item)?;
            lines.push(b'\n');
        }
        folder.write(Part::Queue, &format!("{stem}~{n:05}.jsonl"), &lines)?;
    }
    for (n, rejection) in rejected.iter().enumerate() {
        keep_rejection(folder, &format!("{stem}~{n:05}.json"), rejection)?;
    }
    state.answered(source, Timestamp::now());
    if more {
        state.next = Some(Timestamp::now());
    }
    folder.write_json(Part::Sources, &name, state)?;
    if !items.is_empty() || !rejected.is_empty() {
        tell(&format!("{}: {} new, {known} known, {} rejected", source.name, items.len(), rejected.len()));
    }
    Ok(more && !items.is_empty())
}
