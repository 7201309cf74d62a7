//! Binding an address and serving until asked to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

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
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await.map_err(ServeError::Serve)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
