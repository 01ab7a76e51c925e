//! One tunnel from its first frame to its last: who asks, where to, and then bytes in both directions.
//! It never looks into the bytes, beyond whether they begin like what the port is for, and never logs them or the host.

pub mod frame;
mod outbox;
mod pump;
mod socket;
mod traffic;
mod websocket;

use std::future::poll_fn;
use std::time::Instant;

use hyper::upgrade::Upgraded;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tracing::info;

use crate::app::{App, Rules};
use crate::dial::dial;
use crate::limits::{Client, Permit, Shortage};
use crate::policy::{Host, Route};

use frame::{FirstFrame, Refusal};
pub(crate) use pump::CLOSING_TIME;
use pump::Pump;
use socket::{First, Socket};
use traffic::Traffic;
use websocket::Said;

/// The WebSocket subprotocol.
pub(crate) const SUBPROTOCOL: &str = "restante.tunnel.v1";

/// Serves one tunnel to its end. Without a permit, it only says that the bridge is busy.
pub(crate) async fn serve(
    app: &App,
    rules: &Rules,
    upgraded: Upgraded,
    client: Client,
    permit: Result<Permit, Shortage>,
) {
    let began = Instant::now();
    let socket = Socket::new(upgraded);
    let established = match &permit {
        Err(shortage) => Err((Some(Refusal::Busy(*shortage)), socket)),
        Ok(permit) => establish(app, rules, socket, permit).await,
    };
    match established {
        Err((None, socket)) => {
            info!(%client, "left before connecting");
            take_leave(socket).await;
        }
        Err((Some(refusal), socket)) => {
            app.metrics.refused(refusal);
            info!(%client, reason = refusal.name(), what = refusal.detail(), "tunnel refused");
            refuse(socket, refusal).await;
        }
        Ok((mut pump, server)) => {
            app.metrics.opened();
            let ending = pump.run(server, rules.limits, &app.stop).await;
            app.metrics.closed(ending);
            let (bytes_up, bytes_down) = pump.passed();
            let seconds = began.elapsed().as_secs();
            info!(
                %client, reason = ending.name(), what = ending.detail(), bytes_up, bytes_down, seconds, "tunnel closed"
            );
        }
    }
}

/// Reads the first frame and opens the connection it asks for; without a refusal when the browser went away meanwhile.
async fn establish<'a>(
    app: &'a App,
    rules: &Rules,
    mut socket: Socket,
    permit: &'a Permit,
) -> Result<(Pump<'a>, TcpStream), (Option<Refusal>, Socket)> {
    let (route, port) = match request(app, rules, &mut socket, permit).await {
        Ok(wanted) => wanted,
        Err(refusal) => return Err((refusal, socket)),
    };
    let traffic = Traffic::new(&app.metrics, permit, rules.limits.max_bytes_per_tunnel);
    let mut pump = Pump::new(socket, rules.policy.beginnings(port), traffic);
    let dialled = dial(&rules.policy, &route, port, rules.limits.connect_timeout);
    let dialled = tokio::select! {
        dialled = dialled => dialled.map_err(Some),
        () = pump.left() => Err(None),
        () = app.stop.cancelled() => Err(Some(Refusal::Stopping)),
    };
    // Both ends send small commands that somebody is waiting for.
    let prompt = dialled.and_then(|server| match server.set_nodelay(true) {
        Ok(()) => Ok(server),
        Err(_) => Err(Some(Refusal::Unreachable)),
    });
    match prompt {
        Ok(server) => Ok((pump, server)),
        Err(refusal) => Err((refusal, pump.socket)),
    }
}

/// Where the browser wants to be connected to, if it may.
async fn request(
    app: &App,
    rules: &Rules,
    socket: &mut Socket,
    permit: &Permit,
) -> Result<(Route, u16), Option<Refusal>> {
    // Also while the bridge drains: a balancer placed this one here before, and would not hear of a refusal.
    let first = poll_fn(|cx| socket.poll_first(cx));
    let first = tokio::select! {
        first = timeout(rules.limits.first_frame_timeout, first) => first,
        () = app.stop.cancelled() => return Err(Some(Refusal::Stopping)),
    };
    let first = match first.map_err(|_| Refusal::TimedOut)? {
        First::Text(text) => FirstFrame::parse(&text).ok_or(Refusal::BadRequest)?,
        First::Other => return Err(Some(Refusal::BadRequest)),
        First::Gone => return Err(None),
    };
    if let Some(token) = &rules.access_token {
        let right = first.token.as_deref().is_some_and(|text| token.is(text));
        right.then_some(()).ok_or(Refusal::Unauthorised)?;
    }
    let host: Host = first.connect.host.parse().map_err(|_| Refusal::BadHost)?;
    let port = first.connect.port;
    let route = rules.policy.route(&host, port).map_err(Refusal::NotAllowed)?;
    if permit.may_open(Instant::now()) {
        Ok((route, port))
    } else {
        Err(Some(Refusal::Busy(Shortage::ClientOpens)))
    }
}

/// Answers a goodbye, if that is how the browser left.
async fn take_leave(mut socket: Socket) {
    socket.say(Said::Close, &[]);
    let _ = timeout(CLOSING_TIME, poll_fn(|cx| socket.poll_flush(cx))).await;
}

/// Says why not, and gives the browser a moment to read it.
async fn refuse(mut socket: Socket, refusal: Refusal) {
    socket.say(Said::Text, refusal.frame().as_bytes());
    socket.say_close(refusal.close_code(), refusal.name());
    // However it ends, the socket is dropped next.
    let _ = timeout(CLOSING_TIME, poll_fn(|cx| socket.poll_leave(cx))).await;
}
