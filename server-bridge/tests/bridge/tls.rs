//! HTTPS with a certificate of its own: real handshakes, and only what fits together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::program::program;
use crate::reload::Running;
use crate::support::{fetch, mail_server};

/// A certificate for `localhost` that signs itself, with its key, in files.
struct Identity {
    folder: tempfile::TempDir,
    der: CertificateDer<'static>,
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

impl Identity {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let der = Self::write(folder.path());
        Self { folder, der }
    }

    /// A new certificate in the old place.
    fn renew(&mut self) {
        self.der = Self::write(self.folder.path());
    }

    fn write(folder: &Path) -> CertificateDer<'static> {
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let der = issued.cert.der().clone();
        std::fs::write(folder.join("certificate.pem"), pem("CERTIFICATE", &der)).unwrap();
        let key = issued.signing_key.serialize_der();
        std::fs::write(folder.join("key.pem"), pem("PRIVATE KEY", &key)).unwrap();
        der
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    fn settings(&self) -> String {
        format!(
            "tls-certificate = {:?}\ntls-key = {:?}\n",
            self.certificate(),
            self.key()
        )
    }

    /// A connection of a browser that trusts this certificate and no other.
    async fn connect(&self, running: &Running) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(running.bridge.address).await?;
        let name = "localhost".try_into().unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}

/// The whole answer to a request for `path`.
async fn get(mut stream: TlsStream<TcpStream>, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_app_is_served_over_tls_and_browsers_are_kept_to_it() {
    let identity = Identity::new();
    let running = Running::at("https", &identity.settings()).await;
    let answer = get(identity.connect(&running).await.unwrap(), "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=31536000\r\n"),
        "{answer}"
    );
    running.stop().await;
}

#[tokio::test]
async fn plain_http_is_not_answered_where_tls_is_spoken() {
    let identity = Identity::new();
    let running = Running::at("https", &identity.settings()).await;
    let mut stream = TcpStream::connect(running.bridge.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    running.stop().await;
}

#[tokio::test]
async fn without_a_certificate_nobody_is_kept_to_https() {
    let running = Running::at("http", "").await;
    let answer = fetch(running.bridge.address, "GET /healthz HTTP/1.1").await;
    assert_eq!(answer.header("strict-transport-security"), "");
    running.stop().await;
}

#[tokio::test]
async fn tunnels_open_over_tls_for_pages_over_tls() {
    let identity = Identity::new();
    let (server, port) = mail_server().await;
    let reaching = format!("allow-private = true\nallow-port = {port}\n");
    let running = Running::at("https", &(reaching + &identity.settings())).await;
    let ask = async |origin: String| {
        let url = format!("wss://localhost:{}/bridge", running.bridge.address.port());
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("origin", origin.parse().unwrap());
        headers.insert("sec-websocket-protocol", "restante.tunnel.v1".parse().unwrap());
        client_async(request, identity.connect(&running).await.unwrap()).await
    };
    let port_of = running.bridge.address.port();
    assert!(ask(format!("http://localhost:{port_of}")).await.is_err());
    let (mut socket, _) = ask(format!("https://localhost:{port_of}")).await.unwrap();
    let request = json!({"connect": {"host": "127.0.0.1", "port": port}}).to_string();
    futures_util::SinkExt::send(&mut socket, Message::Text(request.into()))
        .await
        .unwrap();
    let (mut accepted, _) = server.accept().await.unwrap();
    accepted.write_all(b"+OK ready\r\n").await.unwrap();
    let mut heard = Vec::new();
    for _ in 0..2 {
        let message = futures_util::StreamExt::next(&mut socket).await.unwrap().unwrap();
        heard.push(message.into_text().unwrap().to_string());
    }
    assert_eq!(heard, [r#"{"connected":{}}"#, "+OK ready\r\n"]);
    running.stop().await;
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_after_sighup() {
    let mut identity = Identity::new();
    let running = Running::at("https", &identity.settings()).await;
    let settings = identity.settings();
    let old = Identity {
        folder: tempfile::tempdir().unwrap(),
        der: identity.der.clone(),
    };
    let mut open = old.connect(&running).await.unwrap();
    identity.renew();
    running.reload(&settings).await;
    assert!(identity.connect(&running).await.is_ok());
    assert!(old.connect(&running).await.is_err());
    // Who was let in with the old one stays.
    open.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // Half a renewal is none: the certificate of before goes on.
    std::fs::write(identity.certificate(), "half a fi").unwrap();
    running.reload(&settings).await;
    assert!(identity.connect(&running).await.is_ok());
    assert!(running.stop().await.contains("the old configuration stays"));
}

#[tokio::test]
async fn those_who_only_knock_keep_nobody_out() {
    let identity = Identity::new();
    let running = Running::at("https", &identity.settings()).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(running.bridge.address).await.unwrap());
    }
    assert!(identity.connect(&running).await.is_ok());
    running.stop().await;
}

#[tokio::test]
async fn what_does_not_fit_together_is_told_before_anything_is_served() {
    let (one, other) = (Identity::new(), Identity::new());
    let table = [
        (Some(one.certificate()), None, "go together"),
        (None, Some(one.key()), "go together"),
        (
            Some(one.certificate()),
            Some(other.key()),
            "tls-certificate with tls-key",
        ),
        (Some(one.key()), Some(one.key()), "no certificate"),
        (Some(one.certificate()), Some(one.certificate()), "no key"),
        (Some("/nowhere.pem".into()), Some(one.key()), "/nowhere.pem"),
    ];
    for (certificate, key, told) in table {
        let mut command = program();
        command.arg("check-config");
        if let Some(certificate) = certificate {
            command.arg("--tls-certificate").arg(certificate);
        }
        if let Some(key) = key {
            command.arg("--tls-key").arg(key);
        }
        let output = command.output().await.unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[tokio::test]
async fn health_is_asked_for_where_no_tls_is_spoken() {
    let identity = Identity::new();
    let ask = async |metrics: Option<String>| {
        let mut command = program();
        command
            .env("RESTANTE_TLS_CERTIFICATE", identity.certificate())
            .env("RESTANTE_TLS_KEY", identity.key());
        if let Some(metrics) = metrics {
            command.env("RESTANTE_METRICS_LISTEN", metrics);
        }
        command.arg("healthcheck").output().await.unwrap()
    };
    let unasked = ask(None).await;
    assert_eq!(unasked.status.code(), Some(2));
    assert!(
        String::from_utf8(unasked.stderr)
            .unwrap()
            .contains("--metrics-listen")
    );
    let running = Running::at("http", "").await;
    let asked = ask(Some(running.bridge.address.to_string())).await;
    assert_eq!(asked.status.code(), Some(0));
    running.stop().await;
}
