//! Resolves once, asks the policy about each address, and connects to exactly one of those it let through.
//! Nothing resolves a second time: what was judged is what is dialled.

use std::future::pending;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{sleep, timeout};

use crate::policy::{Forbidden, Policy, Route};
use crate::relay::frame::Refusal;

/// RFC 8305 §5: how long an attempt is waited for before the next address is tried beside it.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);
/// A name with more addresses than this is tried no further.
const MOST_ADDRESSES: usize = 8;

/// Opens the connection that `route` leads to, within `limit`.
///
/// # Errors
/// Why there is none, in the words of the protocol.
pub(crate) async fn dial(
    policy: &Policy,
    route: &Route,
    port: u16,
    limit: Duration,
) -> Result<TcpStream, Refusal> {
    dial_as_resolved(policy, route, port, limit, resolve).await
}

/// What the system says are the addresses of a name.
async fn resolve(name: &str, port: u16) -> io::Result<Vec<IpAddr>> {
    let found = lookup_host((name, port)).await?;
    Ok(found.map(|address| address.ip()).collect())
}

/// The same with another resolver. It can be asked only once: a second answer might be another one.
async fn dial_as_resolved(
    policy: &Policy,
    route: &Route,
    port: u16,
    limit: Duration,
    resolve: impl AsyncFnOnce(&str, u16) -> io::Result<Vec<IpAddr>>,
) -> Result<TcpStream, Refusal> {
    let attempt = async {
        let addresses = addresses(policy, route, port, resolve).await?;
        connect(&addresses).await.map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => Refusal::TimedOut,
            _ => Refusal::Unreachable,
        })
    };
    timeout(limit, attempt).await.unwrap_or(Err(Refusal::TimedOut))
}

async fn addresses(
    policy: &Policy,
    route: &Route,
    port: u16,
    resolve: impl AsyncFnOnce(&str, u16) -> io::Result<Vec<IpAddr>>,
) -> Result<Vec<SocketAddr>, Refusal> {
    let resolved: Vec<IpAddr> = match route {
        Route::Demo(address) => return Ok(vec![*address]),
        Route::Address(address) => vec![*address],
        Route::Name(name) => resolve(name, port).await.map_err(|_| Refusal::DnsFailed)?,
    };
    if resolved.is_empty() {
        return Err(Refusal::DnsFailed);
    }
    let reachable = policy.reachable(resolved, port);
    if reachable.is_empty() {
        Err(Refusal::NotAllowed(Forbidden::Address))
    } else {
        Ok(take_turns(reachable))
    }
}

/// RFC 8305 §4: one family after the other, beginning with the one that the resolver preferred.
fn take_turns(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, other): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv6() == first_is_v6);
    let mut other = other.into_iter();
    let mut turns = Vec::new();
    for address in preferred {
        turns.push(address);
        turns.extend(other.next());
    }
    turns.extend(other);
    turns.truncate(MOST_ADDRESSES);
    turns
}

/// The first connection that succeeds; attempts overlap, so that one dead address costs a moment and not the time-out.
async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut waiting = addresses.iter();
    let mut attempts = FuturesUnordered::new();
    let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        if let Some(address) = waiting.next() {
            attempts.push(TcpStream::connect(*address));
        }
        let more = waiting.len() > 0;
        let patience = async {
            if more {
                sleep(ATTEMPT_DELAY).await
            } else {
                pending().await
            }
        };
        tokio::select! {
            done = attempts.next() => match done {
                Some(Ok(stream)) => return Ok(stream),
                Some(Err(error)) => failure = error,
                None => return Err(failure),
            },
            () = patience => {}
        }
    }
}

#[cfg(test)]
mod tests;
