//! Which path leads where. The tunnel's door is here: origin, subprotocol and limits are settled before there is
//! a WebSocket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::ExtensionRejection;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tracing::info;

use crate::app::App;
use crate::headers;
use crate::limits::client_of;
use crate::metrics::MEDIA_TYPE;
use crate::policy::{OriginRule, Verdict};
use crate::relay::{self, SUBPROTOCOL};

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
    mut request: Request,
) -> Response {
    let (Ok(Extension(Peer(peer))), Ok(mut answer)) = (peer, upgrade_answer(&request)) else {
        app.metrics.turned_away("upgrade");
        return (
            StatusCode::UPGRADE_REQUIRED,
            "this is the WebSocket end of the tunnel\n",
        )
            .into_response();
    };
    let rules = app.rules();
    let client = client_of(peer, request.headers(), &rules.trusted_proxy);
    if origin_verdict(&rules.origins, request.headers()) == Verdict::Refused {
        app.metrics.turned_away("origin");
        info!(%client, reason = "origin", "tunnel refused (see --allow-origin)");
        return (StatusCode::FORBIDDEN, "this origin may not open tunnels\n").into_response();
    }
    if !offers_subprotocol(request.headers()) {
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
    answer
        .headers_mut()
        .insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    let permit = app.limits.admit(client, Instant::now());
    let token = app.tunnels.token();
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            relay::serve(&app, &rules, upgraded, client, permit).await;
        }
        drop(token);
    });
    answer
}

/// What completes the handshake of RFC 6455 §4.2, if the request is one.
fn upgrade_answer(request: &Request) -> Result<Response, tungstenite::Error> {
    tungstenite::handshake::server::create_response_with_body(request, Body::empty)
}

fn offers_subprotocol(headers: &HeaderMap) -> bool {
    let offers = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    offers
        .filter_map(|offer| offer.to_str().ok())
        .flat_map(|offer| offer.split(','))
        .any(|offer| offer.trim() == SUBPROTOCOL)
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
