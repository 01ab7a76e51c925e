//! `restante-bridge`: reads its configuration, says where it serves, and stops cleanly when asked.
//! Exit codes: 0 after an orderly stop, 1 when it cannot run, 2 when it was told something impossible.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use restante_bridge::command::{Arguments, CommandError, welcome};
use restante_bridge::config::{Config, LogFormat, Settings};
use restante_bridge::server::{Control, Server, reachable};
use restante_bridge::{demo, service};
use tokio::signal::unix::{SignalKind, signal};
use tracing::{error, info, warn};
use tracing_subscriber::EnvFilter;

const CANNOT_RUN: u8 = 1;
const TOLD_NONSENSE: u8 = 2;

fn main() -> ExitCode {
    let (settings, config) = match Arguments::parse().order().answer(&mut io::stdout()) {
        Ok(Some(serving)) => serving,
        Ok(None) => return ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            return ExitCode::from(match error {
                CommandError::Config(_) | CommandError::Nowhere => TOLD_NONSENSE,
                CommandError::Unhealthy(_) | CommandError::Output(_) => CANNOT_RUN,
            });
        }
    };
    start_log(config.log_format);
    // Two sockets a tunnel: the usual limit of 1024 open files would end at 500 tunnels.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        warn!(%error, "the limit of open files stays as it is");
    }
    match run(&settings, &config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(%error, "cannot run");
            ExitCode::from(CANNOT_RUN)
        }
    }
}

#[tokio::main]
async fn run(settings: &Settings, config: &Config) -> io::Result<()> {
    let demo = match config.demo {
        true => Some(demo::start().await.map_err(io::Error::other)?),
        false => None,
    };
    let server = Server::bind(config, demo.as_ref()).await?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    // The listeners already queue connections: from here on, whoever connects is answered.
    let mut stdout = io::stdout().lock();
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    for address in server.addresses() {
        writeln!(stdout, "Restante is ready: {scheme}://{}/", reachable(address))?;
    }
    stdout.flush()?;
    drop(stdout);
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr(), "{}", welcome(config, &server.addresses()));
    }
    service::ready();
    let control = server.control();
    server
        .serve(async move {
            loop {
                tokio::select! {
                    _ = interrupted.recv() => break,
                    _ = terminated.recv() => break,
                    _ = hung_up.recv() => reload(settings, &control),
                }
            }
            service::stopping();
        })
        .await;
    Ok(())
}

/// Follows the file as it is now. While it makes no sense, the bridge goes on as before.
fn reload(settings: &Settings, control: &Control) {
    service::reloading();
    match settings.config() {
        Ok(config) => {
            for setting in control.follow(&config) {
                warn!(setting, "changed, but needs a restart");
            }
            info!("the configuration was read again");
        }
        Err(error) => error!(%error, "the old configuration stays"),
    }
    service::ready();
}

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_target(false);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}
