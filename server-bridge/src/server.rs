//! Listeners, routes and the life of the process: bind, serve, drain, stop.
//! What a request may do is decided elsewhere; here it only arrives.

mod control;
mod routes;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, info, warn};

use crate::app::App;
use crate::config::Config;
use crate::demo::Demo;
use crate::limits::{Client, Place};
use crate::relay::CLOSING_TIME;

pub use control::Control;

/// How long a connection may take to send a request's head, the pause before it included.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long one connection may be used for plain requests.
const CONNECTION_TIME: Duration = Duration::from_secs(300);
/// The largest request head. No request of the app comes near it.
const HEAD_MAX: usize = 16 * 1024;
/// Connections that are served at once besides tunnels; more wait to be accepted. Where the system gives less, a quarter
/// of its files: tunnels need two each.
const MOST_CONNECTIONS: usize = 16 * 1024;
/// How long to wait when the system has no more sockets to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A bridge that has its addresses and serves nothing yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    metrics_listener: Option<TcpListener>,
    app: Arc<App>,
    config: Config,
}

impl Server {
    /// Takes the addresses that `config` names.
    ///
    /// # Errors
    /// One of them cannot be had.
    pub async fn bind(config: &Config, demo: Option<&Demo>) -> io::Result<Self> {
        let mut listeners = Vec::new();
        for address in &config.listen {
            listeners.push(bind(*address).await?);
        }
        let metrics_listener = match config.metrics_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        Ok(Self {
            listeners,
            metrics_listener,
            app: Arc::new(App::new(config, demo)),
            config: config.clone(),
        })
    }

    /// Where it serves; the port is the real one where 0 was asked for.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners
            .iter()
            .filter_map(|listener| listener.local_addr().ok())
            .collect()
    }

    /// Where it serves its metrics.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_listener
            .as_ref()
            .and_then(|listener| listener.local_addr().ok())
    }

    /// What changes its rules while it serves.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.app), self.config.clone())
    }

    /// Serves until `asked_to_stop` ends, then lets tunnels go on for the configured grace, tells the rest, and
    /// returns when all is closed.
    pub async fn serve(self, asked_to_stop: impl Future<Output = ()>) {
        let app = self.app;
        let connections = Arc::new(Semaphore::new(most_connections()));
        let mut accepting = JoinSet::new();
        for listener in self.listeners {
            let routes = routes::public(Arc::clone(&app));
            accepting.spawn(accept(
                listener,
                Door::Public,
                routes,
                Arc::clone(&app),
                Arc::clone(&connections),
            ));
        }
        if let Some(listener) = self.metrics_listener {
            let routes = routes::private(Arc::clone(&app));
            accepting.spawn(accept(
                listener,
                Door::Private,
                routes,
                Arc::clone(&app),
                connections,
            ));
        }

        asked_to_stop.await;
        info!(tunnels = app.limits.open_tunnels(), "stopping");
        app.draining.cancel();
        app.tunnels.close();
        // Until the last tunnel is gone, listeners stay: whoever asks learns that this bridge is not ready.
        let _ = timeout(app.rules().limits.shutdown_grace, app.tunnels.wait()).await;
        app.stop.cancel();
        let _ = timeout(2 * CLOSING_TIME, app.tunnels.wait()).await;
        accepting.shutdown().await;
        info!("stopped");
    }
}

/// How to reach, from this machine, what serves at `address`: "any address" is none.
#[must_use]
pub fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}"));
    TcpListener::bind(address).await.map_err(named)
}

/// Accepts for ever; dropped when the server stops.
async fn accept(
    listener: TcpListener,
    door: Door,
    routes: Router,
    app: Arc<App>,
    connections: Arc<Semaphore>,
) {
    loop {
        let Ok(place) = Arc::clone(&connections).acquire_owned().await else {
            return;
        };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "a connection was not accepted");
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let Ok(share) = share(&app, peer, connections.available_permits()) else {
            debug!("a client has more connections than are left for all others");
            continue;
        };
        let routes = routes.clone();
        let stop = app.stop.clone();
        let tls = door.tls(&app);
        tokio::spawn(async move {
            tokio::select! {
                () = greet(stream, peer, routes, tls) => {}
                () = stop.cancelled() => {}
            }
            drop((place, share));
        });
    }
}

fn most_connections() -> usize {
    let files = rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(u64::MAX, |(now, _)| now);
    usize::try_from(files / 4).map_or(MOST_CONNECTIONS, |quarter| quarter.min(MOST_CONNECTIONS))
}

/// A client's share of the places. A trusted proxy needs none: it speaks for many.
fn share(app: &App, peer: SocketAddr, free: usize) -> Result<Option<Place>, ()> {
    let address = peer.ip().to_canonical();
    let rules = app.rules();
    if rules
        .trusted_proxy
        .iter()
        .any(|network| network.contains(&address))
    {
        return Ok(None);
    }
    app.connections
        .admit(Client::new(address), free)
        .map(Some)
        .ok_or(())
}

/// Which of its two doors a connection came to.
#[derive(Clone, Copy, Debug)]
enum Door {
    /// Where browsers come in.
    Public,
    /// Where the operator's machines come in, always in plain HTTP.
    Private,
}

impl Door {
    fn tls(self, app: &App) -> Option<TlsAcceptor> {
        match self {
            Self::Public => app.rules().tls.clone(),
            Self::Private => None,
        }
    }
}

/// Speaks TLS first, where the bridge has a certificate.
async fn greet(stream: TcpStream, peer: SocketAddr, routes: Router, tls: Option<TlsAcceptor>) {
    // Without it the last segment of a small answer waits for an acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Some(tls) = tls else {
        return serve_connection(stream, peer, routes).await;
    };
    match timeout(HEAD_TIME, tls.accept(stream)).await {
        Ok(Ok(stream)) => serve_connection(stream, peer, routes).await,
        Ok(Err(error)) => debug!(%error, "no TLS"),
        Err(_) => debug!("no TLS in time"),
    }
}

/// Serves the plain requests of one connection. A tunnel leaves it with its upgrade.
async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    routes: Router,
) {
    let service = tower_service(routes, peer);
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let mut ended = timeout(CONNECTION_TIME, connection.as_mut()).await;
    if ended.is_err() {
        connection.as_mut().graceful_shutdown();
        ended = timeout(HEAD_TIME, connection).await;
    }
    if let Ok(Err(error)) = ended {
        debug!(%error, "connection ended");
    }
}

fn tower_service(
    routes: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> {
    TowerToHyperService::new(routes.layer(axum::Extension(routes::Peer(peer))))
}
