//! Who does what when: every peer in each round, so that what else the machine does meets all of them alike.

use std::io;
use std::time::Duration;

use tokio::process::Child;

use crate::figures::{Better, Figures};
use crate::line::Line;
use crate::peers::{Kind, NO_LIMITS, Peer};
use crate::workloads::{self, BULK_OCTETS, SET_UPS_IN_ALL};
use crate::{crowd, server};

const ROUNDS: usize = 7;
const IDLE_TUNNELS: [usize; 3] = [1_000, 5_000, 10_000];
/// Each connection is a process of 10 MB there: a thousand would say nothing new.
const MOST_OF_WEBSOCKIFY: usize = 200;
const BUSY_TUNNELS: u64 = 100;
const CROWD: usize = 2_000;
const LOGINS: usize = 1_000;
const SETTLING: Duration = Duration::from_secs(2);

/// The sections that were asked for, or all.
pub(crate) async fn all(bridge: &str, sections: &[&str]) -> io::Result<()> {
    let wanted = |section| sections.is_empty() || sections.contains(&section);
    let (_server, ports) = server::start(Kind::ALL.len()).await?;
    let free = [&[bridge][..], &NO_LIMITS].concat();
    if wanted("bulk") || wanted("latency") {
        let mut peers = Vec::new();
        for (kind, port) in Kind::ALL.into_iter().zip(&ports) {
            peers.extend(start(kind, &free, *port).await?);
        }
        if wanted("bulk") {
            bulk(&peers).await?;
        }
        if wanted("latency") {
            latency(&peers).await?;
        }
        for peer in peers {
            peer.stop().await?;
        }
    }
    if wanted("idle") {
        for (kind, port) in Kind::ALL
            .into_iter()
            .zip(&ports)
            .filter(|(kind, _)| *kind != Kind::Nobody)
        {
            idle(kind, &free, *port).await?;
        }
    }
    let port = ports.first().copied().ok_or(io::ErrorKind::NotFound)?;
    if wanted("busy") {
        busy_beside_idle(&free, port).await?;
    }
    if wanted("crowd") {
        honest_beside_a_crowd(&[bridge, "--log-format=json"], port).await?;
    }
    Ok(())
}

async fn start(kind: Kind, bridge: &[&str], port: u16) -> io::Result<Option<Peer>> {
    let peer = Peer::start(kind, bridge, port).await?;
    if peer.is_none() {
        crate::print(&format!("# {} does not start here, and is left out", kind.name()));
    }
    Ok(peer)
}

async fn bulk(peers: &[Peer]) -> io::Result<()> {
    let rate = |took: Duration| BULK_OCTETS as f64 / 1e6 / took.as_secs_f64();
    let mut down = Figures::new("tunnel-down", "MB/s", Better::More);
    let mut up = Figures::new("tunnel-up", "MB/s", Better::More);
    let mut fifty = Figures::new("tunnel-50-streams", "MB/s", Better::More);
    let mut down_work = Figures::new("tunnel-down-work", "ms/GB", Better::Less);
    let mut up_work = Figures::new("tunnel-up-work", "ms/GB", Better::Less);
    let work = |spent: Duration| spent.as_secs_f64() * 1e3 / (BULK_OCTETS as f64 / 1e9);
    for _ in 0..ROUNDS {
        for peer in peers {
            let before = peer.processor_time();
            down.add(
                peer.kind,
                rate(workloads::download(peer.target, BULK_OCTETS).await?),
            );
            let between = peer.processor_time();
            up.add(peer.kind, rate(workloads::upload(peer.target).await?));
            let after = peer.processor_time();
            fifty.add(peer.kind, rate(workloads::fifty_streams(peer.target).await?));
            down_work.add(peer.kind, work(between.saturating_sub(before)));
            up_work.add(peer.kind, work(after.saturating_sub(between)));
        }
    }
    for figures in [down, up, fifty, down_work, up_work] {
        figures.report();
    }
    Ok(())
}

async fn latency(peers: &[Peer]) -> io::Result<()> {
    let mut median = Figures::new("tunnel-round-trip-p50", "µs", Better::Less);
    let mut slow = Figures::new("tunnel-round-trip-p99", "µs", Better::Less);
    let mut set_ups = Figures::new("tunnel-set-ups", "per second", Better::More);
    for _ in 0..ROUNDS {
        for peer in peers {
            let times = workloads::round_trips(peer.target).await?;
            median.add(peer.kind, micros(percentile(&times, 50)));
            slow.add(peer.kind, micros(percentile(&times, 99)));
            let took = workloads::set_ups(peer.target).await?;
            set_ups.add(peer.kind, SET_UPS_IN_ALL / took.as_secs_f64());
        }
    }
    median.report();
    median.report_added();
    slow.report();
    slow.report_added();
    set_ups.report();
    Ok(())
}

/// What more and more idle tunnels cost, each of which has carried one answer.
async fn idle(kind: Kind, bridge: &[&str], port: u16) -> io::Result<()> {
    let Some(peer) = start(kind, bridge, port).await? else {
        return Ok(());
    };
    let before = peer.memory_kib();
    let most = if kind == Kind::Websockify {
        MOST_OF_WEBSOCKIFY
    } else {
        most_tunnels()?
    };
    let mut lines = Vec::new();
    for count in IDLE_TUNNELS {
        let count = count.min(most);
        if count > lines.len() {
            open(&peer, count, &mut lines).await?;
            tokio::time::sleep(SETTLING).await;
            let each = peer.memory_kib().saturating_sub(before) as f64 / count as f64;
            crate::print(&format!(
                "tunnel-idle-{count}/{}: {each:.1} KiB each",
                kind.name()
            ));
        }
    }
    peer.stop().await
}

/// A hundred streams in a process that may have 1 GiB of addresses, before and beside all the idle tunnels.
async fn busy_beside_idle(bridge: &[&str], port: u16) -> io::Result<()> {
    let confined = [&["prlimit", "--as=1073741824"], bridge].concat();
    let Some(peer) = start(Kind::Bridge, &confined, port).await? else {
        return Ok(());
    };
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(workloads::streams(peer.target, BUSY_TUNNELS).await?);
    }
    let mut lines = Vec::new();
    open(
        &peer,
        IDLE_TUNNELS
            .into_iter()
            .max()
            .unwrap_or_default()
            .min(most_tunnels()? - 2 * 100),
        &mut lines,
    )
    .await?;
    for _ in 0..ROUNDS {
        beside.push(workloads::streams(peer.target, BUSY_TUNNELS).await?);
    }
    let times = percentile(&alone, 50).as_secs_f64() / percentile(&beside, 50).as_secs_f64();
    crate::print(&format!(
        "tunnel-100-busy-beside-{}-idle: {times:.2} times as fast as alone",
        lines.len()
    ));
    crate::print(&format!(
        "tunnel-busy-and-idle-memory: {} MiB",
        peer.memory_kib() / 1024
    ));
    peer.stop().await
}

/// Logins before a quiet bridge and before one that 2,000 sockets abuse, in turns; every limit at its default.
async fn honest_beside_a_crowd(bridge: &[&str], port: u16) -> io::Result<()> {
    let Some(peer) = start(
        Kind::Bridge,
        &[bridge, &["--max-opens-per-minute=1000000"]].concat(),
        port,
    )
    .await?
    else {
        return Ok(());
    };
    let mut quiet = Figures::new("tunnel-login-p99-quiet", "µs", Better::Less);
    let mut abused = Figures::new("tunnel-login-p99-abused", "µs", Better::Less);
    for _ in 0..ROUNDS {
        quiet.add(Kind::Bridge, micros(percentile(&logins(&peer).await?, 99)));
        let mut misbehaving: Child = crowd::start(peer.target, CROWD).await?;
        abused.add(Kind::Bridge, micros(percentile(&logins(&peer).await?, 99)));
        misbehaving.kill().await?;
        tokio::time::sleep(SETTLING).await;
    }
    quiet.report();
    abused.report();
    crate::print(&format!(
        "tunnel-login-p99-abused-to-quiet: {:.2} times",
        abused.to(&quiet)
    ));
    peer.stop().await
}

async fn logins(peer: &Peer) -> io::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for _ in 0..LOGINS {
        times.push(workloads::login(peer.target).await?);
    }
    Ok(times)
}

async fn open(peer: &Peer, count: usize, lines: &mut Vec<Line>) -> io::Result<()> {
    while lines.len() < count {
        let wave = (count - lines.len()).min(32);
        let opening = (0..wave).map(|_| workloads::answered(peer.target));
        lines.extend(futures_util::future::try_join_all(opening).await?);
    }
    Ok(())
}

/// Two sockets a tunnel, and a few for the program itself.
fn most_tunnels() -> io::Result<usize> {
    let files = usize::try_from(rlimit::getrlimit(rlimit::Resource::NOFILE)?.0).unwrap_or(usize::MAX);
    Ok((files - 200) / 2)
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted
        .get(sorted.len() * percent / 100)
        .copied()
        .unwrap_or_default()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
