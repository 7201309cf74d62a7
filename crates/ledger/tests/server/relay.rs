//! A relay before a server that can be cut at any moment, as a network or a restart cuts.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use postgres::Config;
use postgres::config::Host;

/// A relay.
pub struct Relay {
    port: u16,
    away: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
    cut: AtomicUsize,
}

impl Relay {
    /// Before the server of an address.
    pub fn new(server: &str) -> Self {
        let config: Config = server.parse().unwrap();
        let host = match &config.get_hosts()[0] {
            Host::Tcp(host) => host.clone(),
            #[cfg(unix)]
            // The relay speaks TCP only; there nobody answers.
            Host::Unix(path) => path.display().to_string(),
        };
        let target = (host, config.get_ports().first().copied().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (away, open) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let (is_away, all) = (Arc::clone(&away), Arc::clone(&open));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if is_away.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&target) else { continue };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    thread::spawn(move || pass(from, to));
                }
                all.lock().unwrap().extend([client, server]);
            }
        });
        Self { port, away, open, cut: AtomicUsize::new(0) }
    }

    /// The same address by way of the relay.
    pub fn address(&self, address: &str) -> String {
        let (head, tail) = address.split_once("://").unwrap();
        let (user, rest) = tail.split_once('@').unwrap();
        let (_, path) = rest.split_once('/').unwrap();
        format!("{head}://{user}@127.0.0.1:{}/{path}", self.port)
    }

    /// Ends all connections, and takes none for a while.
    pub fn cut(&self, away: Duration) {
        self.away.store(true, Ordering::SeqCst);
        let open = std::mem::take(&mut *self.open.lock().unwrap());
        self.cut.fetch_add(open.len() / 2, Ordering::SeqCst);
        for stream in open {
            let _ = stream.shutdown(Shutdown::Both);
        }
        thread::sleep(away);
        self.away.store(false, Ordering::SeqCst);
    }

    /// How many connections were cut.
    pub fn cuts(&self) -> usize {
        self.cut.load(Ordering::SeqCst)
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 1 << 14];
    while let Ok(n) = from.read(&mut bytes) {
        if n == 0 || to.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
