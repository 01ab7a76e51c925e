//! Fetches a mailbox from a terminal with the engine that the browser runs, and tells what it did as JSON lines.
//!
//! It exists because a mailbox engine that runs from a terminal is easy to measure, to point at hostile servers, and to
//! trust. It keeps mail in memory, over several runs, and writes each original as `DIR/<sha256>.eml` at the end.

#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use std::cell::Cell;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop, SyncEvent, SyncReport};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::store::{DeletionPolicy, SkipReason, Store};
use restante::transport::native::NativeDialer;
use restante::units::{AccountId, Octets, Sha256};
use restante::wire::{AccountSetup, Fault, Security};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::json;

#[derive(Debug, Parser)]
struct Options {
    /// The POP3 server.
    #[arg(long)]
    host: String,
    #[arg(long)]
    port: u16,
    #[arg(long, value_enum, default_value = "tls")]
    security: SecurityOption,
    #[arg(long)]
    user: String,
    /// The environment variable that holds the password.
    #[arg(long, value_name = "VAR")]
    password_env: String,
    /// The certificate (SHA-256 of its DER, in hex) that is trusted although it chains to no known authority.
    #[arg(long, value_name = "SHA256", value_parser = fingerprint)]
    pin: Option<Sha256>,
    /// A certificate authority that is trusted beside the public ones.
    #[arg(long, value_name = "FILE.pem")]
    ca: Option<PathBuf>,
    /// A bridge to go through, such as ws://127.0.0.1:8025/bridge.
    #[arg(long, value_name = "URL")]
    bridge: Option<String>,
    /// How many times to look, one after the other.
    #[arg(long, default_value_t = 1)]
    runs: u32,
    /// What to delete on the server once it is fetched: "keep" (nothing), "fetched" (all), "days:N" (N days after it
    /// came) or "larger:OCTETS". The originals are in memory until the last run ends: whoever deletes takes that risk.
    #[arg(long, value_name = "POLICY", default_value = "keep", value_parser = policy)]
    delete: DeletionPolicy,
    /// Where to write what was said in the last two sessions, without passwords, names and mail.
    #[arg(long, value_name = "FILE.txt")]
    transcript: Option<PathBuf>,
    /// Where the originals go.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SecurityOption {
    Tls,
    Stls,
    Plain,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    match fetch(&options).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&json!({"event": "fault", "fault": "environment", "detail": error.to_string()}));
            ExitCode::FAILURE
        }
    }
}

/// Whether the last run ended without a fault.
async fn fetch(options: &Options) -> Result<bool, Box<dyn std::error::Error>> {
    let password = Secret::new(std::env::var(&options.password_env)?);
    let extra_roots = match &options.ca {
        Some(path) => CertificateDer::pem_file_iter(path)?
            .map(|certificate| certificate.map(|certificate| certificate.to_vec()))
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let dialer = match &options.bridge {
        Some(url) => NativeDialer::through_bridge(url.clone(), None),
        None => NativeDialer::direct(),
    };
    let store = MemoryStore::new();
    let engine_options = EngineOptions {
        extra_roots,
        ..EngineOptions::default()
    };
    let engine = Engine::new(store.clone(), dialer, TokioClock, engine_options);
    let account = match engine.save_account(&setup(options), password, false).await {
        Ok(account) => account,
        Err(fault) => {
            say_fault(&fault);
            return Ok(false);
        }
    };
    store.set_deletion_policy(account, options.delete).await?;
    let mut went_well = false;
    for run in 1..=options.runs.max(1) {
        went_well = run_once(&engine, account, run).await;
    }
    if let Some(path) = &options.transcript {
        std::fs::write(path, transcript(&engine, account))?;
    }
    write_originals(&store, account, &options.out).await?;
    Ok(went_well)
}

fn setup(options: &Options) -> AccountSetup {
    AccountSetup {
        email: options.user.clone(),
        host: options.host.clone(),
        port: options.port,
        security: match options.security {
            SecurityOption::Tls => Security::Tls,
            SecurityOption::Stls => Security::Stls,
            SecurityOption::Plain => Security::Plain,
        },
        username: options.user.clone(),
        pinned_certificate: options.pin,
        // Whoever writes `--security plain` has said so.
        plaintext_consent: true,
    }
}

async fn run_once(
    engine: &Engine<MemoryStore, NativeDialer, TokioClock>,
    account: AccountId,
    run: u32,
) -> bool {
    let started = Instant::now();
    let traffic = Cell::new(SyncReport::default());
    let on_event = |event: SyncEvent| match event {
        SyncEvent::Fetched { uidl, sha256, octets } => say(&json!({
            "event": "fetched", "uidl": uidl.to_string(), "sha256": sha256.to_string(), "octets": octets.0,
        })),
        SyncEvent::Skipped { uidl, reason } => {
            let fault = match reason {
                SkipReason::Refused => "message-refused",
                SkipReason::TooLarge | SkipReason::LargerThanSaid => "message-too-large",
            };
            say(&json!({"event": "skipped", "uidl": uidl.to_string(), "fault": fault}));
        }
        SyncEvent::Deleted { uidl, sha256 } => say(&json!({
            "event": "deleted", "uidl": uidl.to_string(), "sha256": sha256.to_string(),
        })),
        SyncEvent::Traffic(report) => traffic.set(report),
        SyncEvent::Progress(_) | SyncEvent::PagesChanged(_) => {}
    };
    let outcome = engine.sync(account, &[], &on_event, Stop::never()).await;
    if let Err(fault) = &outcome {
        say_fault(fault);
    }
    let report = traffic.get();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    say(&json!({
        "event": "run", "n": run, "fetched": report.fetched, "round_trips": report.round_trips,
        "bytes_in": report.bytes_in, "bytes_out": report.bytes_out, "ms": ms,
    }));
    outcome.is_ok()
}

/// The last sessions, oldest first.
fn transcript(engine: &Engine<MemoryStore, NativeDialer, TokioClock>, account: AccountId) -> String {
    let sessions = engine.transcripts(account).into_iter().rev();
    let texts: Vec<String> = sessions.map(|session| session.text).collect();
    texts.join("\n")
}

async fn write_originals(
    store: &MemoryStore,
    account: AccountId,
    out: &PathBuf,
) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(out)?;
    for row in store
        .summaries(account)
        .await?
        .into_iter()
        .flat_map(|page| page.rows)
    {
        if let Some(original) = store.original(account, row.id).await? {
            std::fs::write(out.join(format!("{}.eml", original.sha256)), &original.bytes)?;
        }
    }
    Ok(())
}

fn say_fault(fault: &Fault) {
    say(&json!({"event": "fault", "fault": fault.kind.name(), "detail": fault.detail}));
}

fn say(line: &serde_json::Value) {
    println!("{line}");
}

fn policy(words: &str) -> Result<DeletionPolicy, String> {
    let keep = DeletionPolicy {
        although_browser_may_forget: true,
        ..DeletionPolicy::default()
    };
    let number = |digits: &str| {
        digits
            .parse::<u64>()
            .map_err(|_| format!("{digits} is no number"))
    };
    match words.split_once(':') {
        None if words == "keep" => Ok(keep),
        None if words == "fetched" => Ok(DeletionPolicy {
            after_days: Some(0),
            ..keep
        }),
        Some(("days", days)) => Ok(DeletionPolicy {
            after_days: Some(number(days)?.try_into().map_err(|_| "too many days".to_owned())?),
            ..keep
        }),
        Some(("larger", octets)) => Ok(DeletionPolicy {
            larger_than: Some(Octets(number(octets)?)),
            ..keep
        }),
        _ => Err("neither keep, fetched, days:N nor larger:OCTETS".to_owned()),
    }
}

fn fingerprint(hex: &str) -> Result<Sha256, String> {
    let digits: String = hex.chars().filter(|&c| c != ':').collect();
    let bytes: Option<Vec<u8>> = (0..digits.len())
        .step_by(2)
        .map(|at| {
            digits
                .get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect();
    let bytes: [u8; 32] = bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or("not the 64 hex digits of a SHA-256")?;
    Ok(Sha256(bytes))
}
