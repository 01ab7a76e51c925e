//! Which path leads where. The tunnel's door is here: origin, subprotocol and limits are settled before there is
//! a WebSocket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::Router;
use axum::extract::rejection::ExtensionRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Request, State, WebSocketUpgrade};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tracing::info;

use crate::app::App;
use crate::headers;
use crate::limits::client_of;
use crate::metrics::MEDIA_TYPE;
use crate::policy::{OriginRule, Verdict};
use crate::relay::{self, SUBPROTOCOL, frame::FRAME_MAX};

/// Idle tunnels hold a buffer of this size each; a frame that needs more gets more while it lasts.
const READ_BUFFER: usize = 4 * 1024;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// What everybody may ask for.
pub(crate) fn public(app: Arc<App>) -> Router {
    Router::new()
        .route("/bridge", any(tunnel))
        .route("/config.json", get(hosting))
        .route("/healthz", get(health))
        .route("/readyz", get(readiness))
        .route("/version", get(version))
        .fallback(get(asset))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), harden))
        .with_state(app)
}

/// What the operator's machines may ask for.
pub(crate) fn private(app: Arc<App>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(health))
        .route("/readyz", get(readiness))
        .route("/version", get(version))
        .with_state(app)
}

/// Puts the headers that no answer goes without on every answer.
async fn harden(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).cloned();
    let mut response = next.run(request).await;
    headers::complete(response.headers_mut(), host.as_ref());
    if app.rules().tls.is_some() {
        headers::keep_to_https(response.headers_mut());
    }
    response
}

async fn tunnel(
    State(app): State<Arc<App>>,
    peer: Result<Extension<Peer>, ExtensionRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let (Ok(Extension(Peer(peer))), Ok(upgrade)) = (peer, upgrade) else {
        app.metrics.turned_away("upgrade");
        return (
            StatusCode::UPGRADE_REQUIRED,
            "this is the WebSocket end of the tunnel\n",
        )
            .into_response();
    };
    let rules = app.rules();
    let client = client_of(peer, &headers, &rules.trusted_proxy);
    if origin_verdict(&rules.origins, &headers) == Verdict::Refused {
        app.metrics.turned_away("origin");
        info!(%client, reason = "origin", "tunnel refused (see --allow-origin)");
        return (StatusCode::FORBIDDEN, "this origin may not open tunnels\n").into_response();
    }
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(FRAME_MAX)
        .max_frame_size(FRAME_MAX)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0);
    if upgrade.selected_protocol().is_none() {
        app.metrics.turned_away("subprotocol");
        info!(%client, reason = "subprotocol", "tunnel refused");
        return (StatusCode::BAD_REQUEST, "the subprotocol is restante.tunnel.v1\n").into_response();
    }
    // An answer that a balancer understands: it asks another bridge, and the page learns of nothing.
    if app.draining.is_cancelled() {
        app.metrics.turned_away("stopping");
        info!(%client, reason = "stopping", "tunnel refused");
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    let permit = app.limits.admit(client, Instant::now());
    let token = app.tunnels.token();
    upgrade.on_upgrade(async move |socket| {
        relay::serve(&app, &rules, socket, client, permit).await;
        drop(token);
    })
}

fn origin_verdict(rule: &OriginRule, headers: &HeaderMap) -> Verdict {
    match (single(headers, &ORIGIN), single(headers, &HOST)) {
        (Ok(origin), Ok(host)) => rule.judge(origin, host),
        _ => Verdict::Refused,
    }
}

/// The one value of a header; an error when there are several or it is no text.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

async fn hosting(State(app): State<Arc<App>>) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")],
        app.rules().hosting.clone(),
    )
}

async fn health() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

async fn readiness(State(app): State<Arc<App>>) -> impl IntoResponse {
    let (status, text) = match app.draining.is_cancelled() {
        false => (StatusCode::OK, "ready\n"),
        true => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
    };
    (status, [(CACHE_CONTROL, "no-store")], text)
}

async fn version() -> impl IntoResponse {
    let text = concat!("{\"version\":\"", env!("CARGO_PKG_VERSION"), "\"}\n");
    (
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")],
        text,
    )
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    match app.metrics.text() {
        Some(text) => ([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn asset(State(app): State<Arc<App>>, request: Request) -> Response {
    app.assets.answer(request.uri().path(), request.headers()).await
}
