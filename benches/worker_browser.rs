//! How fast the worker handles every byte of mail: the app's own TLS, hash and summaries, as WebAssembly, in a dedicated
//! worker of Chromium, built as the engine is shipped (except that wasm-opt has not seen it).
//!
//! `cargo xtask bench worker_browser`. Rounds are short, many, and the best counts: the machine may be busy.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a benchmark ends when anything is wrong")]

use std::hint::black_box;
use std::sync::Arc;

use js_sys::{Function, Reflect};
use rcgen::{CertificateParams, KeyPair};
use restante::mail;
use restante::tls::{Client, Trust};
use restante::units::{Sha256, UnixMillis};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::time_provider::TimeProvider;
use rustls::{CipherSuite, ServerConfig, ServerConnection};
use sha2::Digest;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const ROUNDS: usize = 200;
const ROUND_OCTETS: usize = 2 * 1024 * 1024;
/// What one read of the engine hands to TLS at most.
const READ_OCTETS: usize = 256 * 1024;
const NOW: UnixMillis = UnixMillis(1_795_392_000_000);

#[wasm_bindgen_test]
fn tls_decrypts() {
    for (name, suite) in [
        ("chacha20", CipherSuite::TLS13_CHACHA20_POLY1305_SHA256),
        ("aes-128", CipherSuite::TLS13_AES_128_GCM_SHA256),
        ("aes-256", CipherSuite::TLS13_AES_256_GCM_SHA384),
    ] {
        let (mut client, mut server) = connected(suite);
        let plaintext = text(ROUND_OCTETS);
        let best_ms = best_of(ROUNDS, || {
            let ciphertext = encrypted(&mut server, &plaintext);
            let begin_ms = now_ms();
            let mut octets = 0;
            for read in ciphertext.chunks(READ_OCTETS) {
                client.receive(read).unwrap();
                octets += black_box(client.take_plaintext()).len();
            }
            let took_ms = now_ms() - begin_ms;
            assert_eq!(octets, ROUND_OCTETS);
            took_ms
        });
        report(&format!("worker-tls-{name}"), ROUND_OCTETS, best_ms);
    }
}

#[wasm_bindgen_test]
fn originals_are_hashed() {
    let bytes = text(ROUND_OCTETS);
    let best_ms = best_of(ROUNDS, || {
        timed(|| {
            black_box(sha2::Sha256::digest(black_box(&bytes)));
        })
    });
    report("worker-sha256", ROUND_OCTETS, best_ms);
}

#[wasm_bindgen_test]
fn messages_are_summarised() {
    for (name, message) in [
        ("plain-4-kB", plain(4_000)),
        ("newsletter-60-kB", newsletter(60_000)),
        ("attachment-1-MB", attachment(1_000_000)),
    ] {
        let count = (1_000_000 / message.len()).max(1);
        let best_ms = best_of(ROUNDS, || {
            timed(|| {
                for _ in 0..count {
                    drop(black_box(mail::summarise(black_box(&message), NOW)));
                }
            })
        });
        report(&format!("worker-summary-{name}"), count * message.len(), best_ms);
        #[allow(clippy::cast_precision_loss, reason = "a count of messages")]
        let each_us = best_ms * 1000.0 / count as f64;
        console_log!("worker-summary-{name}-each: {each_us:.0} µs");
    }
}

/// A client of the app, and rustls' server, after the handshake.
fn connected(suite: CipherSuite) -> (Client, ServerConnection) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([String::from("localhost")])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    let mut provider = ring::default_provider();
    provider.cipher_suites.retain(|offered| offered.suite() == suite);
    let provider: Arc<CryptoProvider> = Arc::new(provider);
    let config = ServerConfig::builder_with_details(provider, Arc::new(Standstill))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let trust = Trust {
        pinned_certificate: Some(Sha256(sha2::Sha256::digest(certificate.der()).into())),
        ..Trust::default()
    };
    let mut client = Client::new("localhost", &trust, NOW).unwrap();
    let mut server = ServerConnection::new(Arc::new(config)).unwrap();
    while client.handshake_facts().is_none() || server.is_handshaking() {
        let mut said = &*client.take_ciphertext();
        while !said.is_empty() {
            server.read_tls(&mut said).unwrap();
            server.process_new_packets().unwrap();
        }
        client.receive(&taken(&mut server)).unwrap();
    }
    server.set_buffer_limit(None);
    (client, server)
}

fn encrypted(server: &mut ServerConnection, plaintext: &[u8]) -> Vec<u8> {
    std::io::Write::write_all(&mut server.writer(), plaintext).unwrap();
    taken(server)
}

fn taken(server: &mut ServerConnection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while server.wants_write() {
        server.write_tls(&mut bytes).unwrap();
    }
    bytes
}

/// A clock for a server that checks no dates.
#[derive(Debug)]
struct Standstill;

impl TimeProvider for Standstill {
    fn current_time(&self) -> Option<rustls::pki_types::UnixTime> {
        Some(rustls::pki_types::UnixTime::since_unix_epoch(
            std::time::Duration::from_secs(1_795_392_000),
        ))
    }
}

fn text(octets: usize) -> Vec<u8> {
    let line = b"The quick brown fox jumps over the lazy dog, and writes home about it at length.\r\n";
    line.iter().copied().cycle().take(octets).collect()
}

fn plain(octets: usize) -> Vec<u8> {
    let mut message = HEADER.as_bytes().to_vec();
    message.extend_from_slice(b"Content-Type: text/plain; charset=utf-8\r\n\r\n");
    message.extend(text(octets));
    message
}

/// An alternative in quoted-printable, with a style sheet in front of the words, as newsletters are.
fn newsletter(octets: usize) -> Vec<u8> {
    let rule = ".a { color: #123456; padding: 0 12px }\r\n".repeat(100);
    let rows = "<table><tr><td class=3D\"a\"><p>News of the harbour, &amp; of the sea=E2=80=94</p></td></tr></table>\r\n";
    let rows = rows.repeat(octets / rows.len());
    format!(
        "{HEADER}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         <html><head><style>{rule}</style></head><body>{rows}</body></html>\r\n--b--\r\n"
    )
    .into_bytes()
}

fn attachment(octets: usize) -> Vec<u8> {
    let lines = format!("{}\r\n", "QUJD".repeat(19)).repeat(octets / 78);
    format!(
        "{HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the picture.\r\n\
         --b\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=a.jpg\r\n\r\n{lines}--b--\r\n"
    )
    .into_bytes()
}

const HEADER: &str = "Received: from a.example.org by b.example.org with ESMTPS id 1; Mon, 2 Nov 2026 10:00:00 +0000\r\n\
     From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>\r\nTo: anna@example.org\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n\
     Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n";

fn timed(work: impl FnOnce()) -> f64 {
    let begin_ms = now_ms();
    work();
    now_ms() - begin_ms
}

fn best_of(rounds: usize, mut round: impl FnMut() -> f64) -> f64 {
    (0..rounds).map(|_| round()).fold(f64::INFINITY, f64::min)
}

fn report(name: &str, octets: usize, ms: f64) {
    #[allow(clippy::cast_precision_loss, reason = "megabytes")]
    let rate = octets as f64 / 1000.0 / ms;
    console_log!("{name}: {rate:.0} MB/s");
}

fn now_ms() -> f64 {
    let performance = Reflect::get(&js_sys::global(), &"performance".into()).unwrap();
    let now: Function = Reflect::get(&performance, &"now".into())
        .unwrap()
        .unchecked_into();
    now.call0(&performance).unwrap().as_f64().unwrap()
}
