//! Binding an address and serving until asked to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tradewire_accounts::AccountError;

use crate::access::Access;

/// What can go wrong while serving.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Another program listens there.
    #[error("{addr} is in use by another program; stop it, or choose another port, such as {}", other_port(*.addr))]
    InUse {
        /// The address asked.
        addr: SocketAddr,
    },
    /// The address asked is not on loopback.
    #[error(
        "{addr} is not a loopback address; without accounts tradewire is served on 127.0.0.1 or [::1] only"
    )]
    NotLoopback {
        /// The address asked.
        addr: SocketAddr,
    },
    /// The address asked is not on loopback, and no public name is given.
    #[error("{addr} is not a loopback address; say under which name others reach it")]
    NoPublicUrl {
        /// The address asked.
        addr: SocketAddr,
    },
    /// There is nobody who could manage the accounts.
    #[error("there is no account of an admin, so nobody could manage who signs in")]
    NoAdmin,
    /// The accounts cannot be read.
    #[error(transparent)]
    Accounts(#[from] AccountError),
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}")]
    Bind {
        /// The address asked.
        addr: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Serving broke off.
    #[error("serving broke off")]
    Serve(#[source] io::Error),
}

fn other_port(addr: SocketAddr) -> u16 {
    addr.port().checked_add(1).unwrap_or(8421)
}

/// Listens on a loopback address.
///
/// # Errors
/// [`ServeError::NotLoopback`], [`ServeError::InUse`] or [`ServeError::Bind`].
pub async fn listen(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    if !addr.ip().is_loopback() {
        return Err(ServeError::NotLoopback { addr });
    }
    bind(addr).await
}

/// Listens on any address, for those who have accounts.
///
/// # Errors
/// [`ServeError::NoAdmin`] without an admin; beyond loopback [`ServeError::NoPublicUrl`] without a public name; those of
/// [`listen`] besides.
pub async fn listen_for(addr: SocketAddr, access: &Access) -> Result<TcpListener, ServeError> {
    if access.accounts().admins()? == 0 {
        return Err(ServeError::NoAdmin);
    }
    if !addr.ip().is_loopback() && access.public().is_none() {
        return Err(ServeError::NoPublicUrl { addr });
    }
    bind(addr).await
}

async fn bind(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(addr).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::InUse { addr },
        _ => ServeError::Bind { addr, source },
    })
}

/// Serves the pages on a loopback address until `shutdown` is done, then lets open requests finish.
///
/// # Errors
/// Those of [`listen`], and [`ServeError::Serve`] if accepting connections fails for good.
pub async fn serve(
    addr: SocketAddr,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_on(listen(addr).await?, router, shutdown).await
}

/// Serves the pages on a listener that is open already.
///
/// # Errors
/// [`ServeError::Serve`] if accepting connections fails for good.
pub async fn serve_on(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await.map_err(ServeError::Serve)
}

#[cfg(test)]
mod tests {
    use tradewire_accounts::{Accounts, By, Rank};
    use tradewire_ledger::Timestamp;

    use super::*;
    use crate::access::PublicUrl;

    #[tokio::test]
    async fn a_port_in_use_is_said_with_a_way_out() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let addr = first.local_addr().unwrap();
        let error = listen(addr).await.unwrap_err();
        assert!(matches!(error, ServeError::InUse { .. }));
        assert!(error.to_string().contains("choose another port, such as"), "{error}");
    }

    #[tokio::test]
    async fn the_world_is_not_listened_to() {
        let error = listen(SocketAddr::from(([0, 0, 0, 0], 0))).await.unwrap_err();
        assert!(matches!(error, ServeError::NotLoopback { .. }));
    }

    #[tokio::test]
    async fn others_are_served_with_an_admin_and_a_public_name_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.sqlite");
        let access = |public: Option<&str>| {
            let public = public.map(|p| PublicUrl::parse(p, false).unwrap());
            Access::new(Accounts::open(&path).unwrap(), public)
        };
        let (world, here) = (SocketAddr::from(([0, 0, 0, 0], 0)), SocketAddr::from(([127, 0, 0, 1], 0)));
        let site = Some("https://wire.example.org");
        assert!(matches!(listen_for(world, &access(site)).await, Err(ServeError::NoAdmin)));
        assert!(matches!(listen_for(here, &access(None)).await, Err(ServeError::NoAdmin)));
        let now = Timestamp::now();
        access(None).accounts().add("ada", Rank::Admin, "correct horse", By::Command, now).unwrap();
        assert!(matches!(listen_for(world, &access(None)).await, Err(ServeError::NoPublicUrl { .. })));
        assert!(listen_for(here, &access(None)).await.is_ok());
        assert!(listen_for(world, &access(site)).await.is_ok());
    }
}
