//! What each peer has to do, and how long it takes.

use std::io;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::line::{BUFFER_OCTETS, FRAME_OCTETS, Line, Target};
use crate::server::Order;

const MEBIBYTE: u64 = 1024 * 1024;
pub(crate) const BULK_OCTETS: u64 = 512 * MEBIBYTE;
const STREAMS: usize = 50;
const ROUND_TRIPS: usize = 4_000;
/// A command or a status line.
const LINE: &[u8; 16] = b"+OK 120 messages";
const SET_UPS: usize = 1_000;
const SET_UPS_AT_ONCE: usize = 16;
/// TLS, CAPA, USER, PASS, STAT, UIDL: each waits for the one before.
const LOGIN_ROUND_TRIPS: usize = 6;

/// One long stream down.
pub(crate) async fn download(target: Target, octets: u64) -> io::Result<Duration> {
    let mut line = Line::open(target).await?;
    let mut buffer = vec![0; BUFFER_OCTETS];
    let began = Instant::now();
    line.write(&line.wrapped(&Order::Send.octets(octets))).await?;
    line.receive(octets, &mut buffer).await?;
    Ok(began.elapsed())
}

/// One long stream up, until the server has all of it.
pub(crate) async fn upload(target: Target) -> io::Result<Duration> {
    let mut line = Line::open(target).await?;
    let frame = line.wrapped(&vec![7; FRAME_OCTETS]);
    let frames = BULK_OCTETS / FRAME_OCTETS as u64;
    let began = Instant::now();
    line.write(&line.wrapped(&Order::Take.octets(frames * FRAME_OCTETS as u64)))
        .await?;
    for _ in 0..frames {
        line.write(&frame).await?;
    }
    line.receive(1, &mut [0; 16]).await?;
    Ok(began.elapsed())
}

/// So many streams down at once, which together are as long as one.
pub(crate) async fn streams(target: Target, count: u64) -> io::Result<Duration> {
    let began = Instant::now();
    let octets = BULK_OCTETS / count;
    let streams = (0..count).map(|_| async move {
        tokio::spawn(download(target, octets))
            .await
            .map_err(io::Error::other)?
    });
    try_join_all(streams).await?;
    Ok(began.elapsed())
}

pub(crate) async fn fifty_streams(target: Target) -> io::Result<Duration> {
    streams(target, STREAMS as u64).await
}

/// How long each of many short questions waits for its answer.
pub(crate) async fn round_trips(target: Target) -> io::Result<Vec<Duration>> {
    let mut line = Line::open(target).await?;
    let mut buffer = vec![0; 1024];
    let mut times = Vec::with_capacity(ROUND_TRIPS);
    line.write(&line.wrapped(&Order::Echo.octets((ROUND_TRIPS * LINE.len()) as u64)))
        .await?;
    let question = line.wrapped(LINE);
    for _ in 0..ROUND_TRIPS {
        let began = Instant::now();
        line.write(&question).await?;
        line.receive(LINE.len() as u64, &mut buffer).await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// Opens a tunnel, has one answer, and closes it; many times.
pub(crate) async fn set_ups(target: Target) -> io::Result<Duration> {
    let began = Instant::now();
    stream::iter(0..SET_UPS)
        .map(|_| async move { answered(target).await.map(drop) })
        .buffer_unordered(SET_UPS_AT_ONCE)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(began.elapsed())
}

pub(crate) const SET_UPS_IN_ALL: f64 = SET_UPS as f64;

/// A tunnel that has carried one answer, and is idle then.
pub(crate) async fn answered(target: Target) -> io::Result<Line> {
    let mut line = Line::open(target).await?;
    let question = [Order::Echo.octets(LINE.len() as u64), LINE.to_vec()].concat();
    line.write(&line.wrapped(&question)).await?;
    line.receive(LINE.len() as u64, &mut [0; 256]).await?;
    Ok(line)
}

/// What a person waits for: a tunnel, and the round trips until the list is there.
pub(crate) async fn login(target: Target) -> io::Result<Duration> {
    let began = Instant::now();
    let mut line = Line::open(target).await?;
    line.write(&line.wrapped(&Order::Echo.octets((LOGIN_ROUND_TRIPS * LINE.len()) as u64)))
        .await?;
    for _ in 0..LOGIN_ROUND_TRIPS {
        line.write(&line.wrapped(LINE)).await?;
        line.receive(LINE.len() as u64, &mut [0; 256]).await?;
    }
    Ok(began.elapsed())
}
