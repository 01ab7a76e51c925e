//! A mail client of few words, which speaks TLS and trusts one certificate.

use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use super::*;

/// Trusts the one certificate with this fingerprint.
#[derive(Debug)]
struct Pin([u8; 32]);

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        assert_eq!(Sha256::digest(certificate).as_slice(), self.0);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// A client that writes what it is told and reads up to what it waits for.
pub(super) struct Client(pub(super) tokio_rustls::client::TlsStream<TcpStream>);

impl Client {
    pub(super) async fn connected(server: SocketAddr, demo: &Demo) -> Self {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pin(demo.certificate_sha256)))
            .with_no_client_auth();
        let tcp = TcpStream::connect(server).await.unwrap();
        let name = ServerName::try_from(HOST).unwrap();
        Self(
            TlsConnector::from(Arc::new(config))
                .connect(name, tcp)
                .await
                .unwrap(),
        )
    }

    /// A POP3 session past its login.
    pub(super) async fn in_mailbox(demo: &Demo) -> Self {
        let mut client = Self::connected(demo.pop3, demo).await;
        client.hear("\r\n").await;
        client
            .tell(&format!("USER {}\r\nPASS {}\r\n", demo.username, demo.password))
            .await;
        assert!(
            client
                .hear("mail\r\n")
                .await
                .ends_with("+OK Here is your mail\r\n")
        );
        client
    }

    pub(super) async fn tell(&mut self, bytes: &str) {
        self.0.write_all(bytes.as_bytes()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// What the server says, up to `end`.
    async fn hear_bytes(&mut self, end: &str) -> Vec<u8> {
        let mut heard = Vec::new();
        let mut some = [0; 8192];
        while !heard.ends_with(end.as_bytes()) {
            match self.0.read(&mut some).await.unwrap() {
                0 => panic!("the server left after {:?}", String::from_utf8_lossy(&heard)),
                count => heard.extend(&some[..count]),
            }
        }
        heard
    }

    pub(super) async fn hear(&mut self, end: &str) -> String {
        String::from_utf8(self.hear_bytes(end).await).unwrap()
    }

    pub(super) async fn ask(&mut self, line: &str) -> String {
        self.tell(&format!("{line}\r\n")).await;
        self.hear("\r\n").await
    }

    /// The content of a multi-line answer, dots removed.
    pub(super) async fn ask_for_lines(&mut self, line: &str) -> Vec<u8> {
        self.tell(&format!("{line}\r\n")).await;
        let answer = self.hear_bytes("\r\n.\r\n").await;
        let status = answer.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        assert!(answer.starts_with(b"+OK"), "{}", String::from_utf8_lossy(&answer));
        unstuffed(&answer[status..answer.len() - 3])
    }

    /// Reads until the server closes.
    pub(super) async fn rest(&mut self) -> String {
        let mut heard = String::new();
        self.0.read_to_string(&mut heard).await.unwrap();
        heard
    }
}

fn unstuffed(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let starts_line = out.is_empty() || out.ends_with(b"\r\n");
        out.extend(line.strip_prefix(b".").filter(|_| starts_line).unwrap_or(line));
    }
    out
}

pub(super) fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}
