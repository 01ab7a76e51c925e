//! One tunnel from its first frame to its last: who asks, where to, and then bytes in both directions.
//! It never looks into the bytes, beyond whether a TLS port is spoken TLS to, and never logs them or the host.

mod credit;
pub mod frame;
mod outbox;
mod pump;
mod traffic;

use std::time::Instant;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tracing::info;

use crate::app::{App, Rules};
use crate::dial::dial;
use crate::limits::{Client, Permit, Shortage};
use crate::policy::Host;

use frame::{FirstFrame, Refusal};
pub(crate) use pump::CLOSING_TIME;
use pump::Pump;

/// The WebSocket subprotocol.
pub(crate) const SUBPROTOCOL: &str = "restante.tunnel.v1";

/// Serves one tunnel to its end. Without a permit, it only says that the bridge is busy.
pub(crate) async fn serve(
    app: &App,
    rules: &Rules,
    mut socket: WebSocket,
    client: Client,
    permit: Result<Permit, Shortage>,
) {
    let began = Instant::now();
    let established = match &permit {
        Err(shortage) => Err(Some(Refusal::Busy(*shortage))),
        Ok(permit) => establish(app, rules, &mut socket, permit).await,
    };
    match established {
        Err(None) => info!(%client, "left before connecting"),
        Err(Some(refusal)) => {
            app.metrics.refused(refusal);
            info!(%client, reason = refusal.name(), what = refusal.detail(), "tunnel refused");
            refuse(&mut socket, refusal).await;
        }
        Ok(tunnel) => {
            app.metrics.opened();
            let passed = tunnel.run(app, rules, socket).await;
            app.metrics.closed(passed.ending);
            info!(
                %client, reason = passed.ending.name(), what = passed.ending.detail(), bytes_up = passed.bytes_up,
                bytes_down = passed.bytes_down, seconds = began.elapsed().as_secs(), "tunnel closed"
            );
        }
    }
}

/// A connection that was opened for a browser.
struct Tunnel<'a> {
    tcp: TcpStream,
    permit: &'a Permit,
    /// What the browser sent ahead while the connection was being made.
    early: Option<Message>,
    wants_tls: bool,
}

impl Tunnel<'_> {
    async fn run(self, app: &App, rules: &Rules, socket: WebSocket) -> pump::Passed {
        let pump = Pump {
            limits: rules.limits,
            wants_tls: self.wants_tls,
            metrics: &app.metrics,
            permit: self.permit,
            stop: &app.stop,
        };
        pump.run(socket, self.tcp, self.early).await
    }
}

/// Reads the first frame and opens the connection it asks for; `Err(None)` when the browser went away meanwhile.
async fn establish<'a>(
    app: &App,
    rules: &Rules,
    socket: &mut WebSocket,
    permit: &'a Permit,
) -> Result<Tunnel<'a>, Option<Refusal>> {
    if app.draining.is_cancelled() {
        return Err(Some(Refusal::Stopping));
    }
    let first = tokio::select! {
        first = timeout(rules.limits.first_frame_timeout, first_frame(socket)) => first,
        () = app.stop.cancelled() => return Err(Some(Refusal::Stopping)),
    };
    let first = first.map_err(|_| Refusal::TimedOut)??;
    // It may have taken its time.
    if app.draining.is_cancelled() {
        return Err(Some(Refusal::Stopping));
    }
    if let Some(token) = &rules.access_token {
        let right = first.token.as_deref().is_some_and(|text| token.is(text));
        right.then_some(()).ok_or(Refusal::Unauthorised)?;
    }
    let host: Host = first.connect.host.parse().map_err(|_| Refusal::BadHost)?;
    let port = first.connect.port;
    let route = rules.policy.route(&host, port).map_err(Refusal::NotAllowed)?;
    if !permit.may_open(Instant::now()) {
        return Err(Some(Refusal::Busy(Shortage::ClientOpens)));
    }

    let mut early = None;
    let dialled = dial(&rules.policy, &route, port, rules.limits.connect_timeout);
    let tcp = tokio::select! {
        tcp = dialled => tcp?,
        () = left(socket, &mut early) => return Err(None),
        () = app.stop.cancelled() => return Err(Some(Refusal::Stopping)),
    };
    // Both ends send small commands that somebody is waiting for.
    tcp.set_nodelay(true).map_err(|_| Refusal::Unreachable)?;
    Ok(Tunnel {
        tcp,
        permit,
        early,
        wants_tls: rules.policy.wants_tls(port),
    })
}

async fn first_frame(socket: &mut WebSocket) -> Result<FirstFrame, Option<Refusal>> {
    loop {
        return match socket.recv().await {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(None),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => Err(Some(Refusal::BadRequest)),
            Some(Ok(Message::Text(text))) => FirstFrame::parse(&text).ok_or(Some(Refusal::BadRequest)),
        };
    }
}

/// Ends when the browser goes away. Takes at most one message in, so that a browser that sends ahead is held back.
async fn left(socket: &mut WebSocket, early: &mut Option<Message>) {
    loop {
        match socket.recv().await {
            None | Some(Err(_) | Ok(Message::Close(_))) => return,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(message)) => {
                *early = Some(message);
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Says why not, and gives the browser a moment to read it.
async fn refuse(socket: &mut WebSocket, refusal: Refusal) {
    let close = CloseFrame {
        code: refusal.close_code(),
        reason: refusal.name().into(),
    };
    let goodbye = async {
        socket.send(Message::Text(refusal.frame().into())).await?;
        socket.send(Message::Close(Some(close))).await?;
        while socket.recv().await.transpose()?.is_some() {}
        Ok::<_, axum::Error>(())
    };
    // However it ends, the socket is dropped next.
    let _ = timeout(CLOSING_TIME, goodbye).await;
}
