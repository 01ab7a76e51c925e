//! Whole conversations with the demo servers, over TLS, as a mail client has them.

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

/// The servers with a few messages, since most conversations are not about what is in the mailbox.
async fn demo() -> Demo {
    let few: Vec<_> = messages::ALL
        .iter()
        .filter(|(name, _)| name.starts_with("lantern/"))
        .copied()
        .collect();
    let maildrop = Maildrop::holding(&few, time::OffsetDateTime::now_utc()).unwrap();
    start_with(Arc::new(maildrop)).await.unwrap()
}

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
struct Client(tokio_rustls::client::TlsStream<TcpStream>);

impl Client {
    async fn connected(server: SocketAddr, demo: &Demo) -> Self {
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
    async fn in_mailbox(demo: &Demo) -> Self {
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

    async fn tell(&mut self, bytes: &str) {
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

    async fn hear(&mut self, end: &str) -> String {
        String::from_utf8(self.hear_bytes(end).await).unwrap()
    }

    async fn ask(&mut self, line: &str) -> String {
        self.tell(&format!("{line}\r\n")).await;
        self.hear("\r\n").await
    }

    /// The content of a multi-line answer, dots removed.
    async fn ask_for_lines(&mut self, line: &str) -> Vec<u8> {
        self.tell(&format!("{line}\r\n")).await;
        let answer = self.hear_bytes("\r\n.\r\n").await;
        let status = answer.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        assert!(answer.starts_with(b"+OK"), "{}", String::from_utf8_lossy(&answer));
        unstuffed(&answer[status..answer.len() - 3])
    }

    /// Reads until the server closes.
    async fn rest(&mut self) -> String {
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

fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}

#[tokio::test]
async fn capabilities_can_be_asked_for_before_the_login() {
    let demo = demo().await;
    let mut client = Client::connected(demo.pop3, &demo).await;
    assert!(client.hear("\r\n").await.starts_with("+OK "));
    let capabilities = String::from_utf8(client.ask_for_lines("CAPA").await).unwrap();
    for capability in ["USER", "SASL PLAIN", "UIDL", "TOP", "PIPELINING", "RESP-CODES"] {
        assert!(
            capabilities.lines().any(|line| line == capability),
            "{capabilities}"
        );
    }
    assert!(client.ask("STAT").await.starts_with("-ERR"));
}

#[tokio::test]
async fn a_wrong_password_is_told_from_other_errors_and_can_be_corrected() {
    let demo = demo().await;
    let mut client = Client::connected(demo.pop3, &demo).await;
    client.hear("\r\n").await;
    client.ask(&format!("USER {}", demo.username)).await;
    assert!(client.ask("PASS guess").await.starts_with("-ERR [AUTH]"));
    client.ask(&format!("USER {}", demo.username)).await;
    assert!(
        client
            .ask(&format!("PASS {}", demo.password))
            .await
            .starts_with("+OK")
    );
}

#[tokio::test]
async fn endless_guessing_ends_the_conversation() {
    let demo = demo().await;
    let mut client = Client::connected(demo.pop3, &demo).await;
    client.tell(&"USER ada\r\nPASS guess\r\n".repeat(5)).await;
    let answers = client.rest().await;
    assert_eq!(answers.matches("-ERR [AUTH]").count(), 5, "{answers}");
}

#[tokio::test]
async fn auth_plain_works_with_and_without_its_initial_response() {
    let demo = demo().await;
    let message = base64(&format!("\0{}\0{}", demo.username, demo.password));
    let mut client = Client::connected(demo.pop3, &demo).await;
    client.hear("\r\n").await;
    assert!(client.ask("AUTH CRAM-MD5").await.starts_with("-ERR"));
    assert_eq!(client.ask("AUTH PLAIN").await, "+ \r\n");
    assert!(client.ask("*").await.starts_with("-ERR"));
    assert!(
        client
            .ask(&format!("AUTH PLAIN {}", base64("\0ada\0wrong")))
            .await
            .starts_with("-ERR [AUTH]")
    );
    assert_eq!(client.ask("AUTH PLAIN").await, "+ \r\n");
    assert!(client.ask(&message).await.starts_with("+OK"));

    let mut client = Client::connected(demo.pop3, &demo).await;
    client.hear("\r\n").await;
    assert!(
        client
            .ask(&format!("auth plain {message}"))
            .await
            .starts_with("+OK")
    );
}

#[tokio::test]
async fn commands_sent_in_one_breath_are_answered_in_order() {
    let demo = demo().await;
    let mut client = Client::connected(demo.pop3, &demo).await;
    let login = format!("USER {}\r\nPASS {}\r\n", demo.username, demo.password);
    client
        .tell(&format!(
            "{login}STAT\r\nNOOP\r\nTOP 1 0\r\nDELE 1\r\nUIDL 1\r\nXTND\r\nQUIT\r\n"
        ))
        .await;
    let answers = client.rest().await;
    let first = answers
        .lines()
        .filter(|line| line.starts_with('+') || line.starts_with('-'))
        .filter_map(|line| line.get(..3));
    assert_eq!(
        first.collect::<Vec<_>>().join(" "),
        "+OK +OK +OK +OK +OK +OK +OK -ER -ER +OK"
    );
}

#[tokio::test]
async fn commands_torn_into_single_bytes_are_understood() {
    let demo = demo().await;
    let mut client = Client::in_mailbox(&demo).await;
    for byte in "LIST 1\r\nUIDL 1\r\n".chars() {
        client.tell(&byte.to_string()).await;
    }
    let mut answers = client.hear("\r\n").await;
    if answers.matches("\r\n").count() < 2 {
        answers += &client.hear("\r\n").await;
    }
    assert_eq!(answers.matches("+OK 1 ").count(), 2, "{answers}");
}

#[tokio::test]
async fn every_message_comes_as_it_is_and_top_is_its_beginning() {
    let maildrop = Arc::new(Maildrop::furnished().unwrap());
    let expected = maildrop.snapshot();
    let demo = start_with(maildrop).await.unwrap();
    let mut client = Client::in_mailbox(&demo).await;
    let sizes = String::from_utf8(client.ask_for_lines("LIST").await).unwrap();
    let uidls = String::from_utf8(client.ask_for_lines("UIDL").await).unwrap();
    assert_eq!(uidls.lines().count(), expected.len());
    for ((number, size), uidl) in (1..).zip(sizes.lines()).zip(uidls.lines()) {
        let source = client.ask_for_lines(&format!("RETR {number}")).await;
        assert_eq!(size, format!("{number} {}", source.len()));
        // Dates differ by when each of the two was made; the length and the rest do not.
        let message = expected
            .iter()
            .find(|message| uidl == format!("{number} {}", message.uidl))
            .unwrap();
        assert_eq!(source.len(), message.source.len());

        let header = client.ask_for_lines(&format!("TOP {number} 0")).await;
        let header_end = source.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        assert_eq!(header, &source[..header_end]);
        let some = client.ask_for_lines(&format!("TOP {number} 3")).await;
        assert!(source.starts_with(&some) && some.len() >= header.len());
    }
}

#[tokio::test]
async fn the_whole_mailbox_is_served_from_the_start() {
    let demo = start().await.unwrap();
    let answer = Client::in_mailbox(&demo).await.ask("STAT").await;
    assert!(
        answer.starts_with(&format!("+OK {} ", messages::ALL.len())),
        "{answer}"
    );
}

#[tokio::test]
async fn deleting_lasts_no_longer_than_the_session() {
    let demo = demo().await;
    let mut client = Client::in_mailbox(&demo).await;
    let whole = client.ask("STAT").await;
    assert!(client.ask("DELE 2").await.starts_with("+OK"));
    assert!(client.ask("RETR 2").await.starts_with("-ERR"));
    assert_ne!(client.ask("STAT").await, whole);
    assert!(client.ask("RSET").await.starts_with("+OK"));
    assert_eq!(client.ask("STAT").await, whole);
    client.ask("DELE 2").await;
    client.ask("QUIT").await;
    assert_eq!(Client::in_mailbox(&demo).await.ask("STAT").await, whole);
}

#[tokio::test]
async fn message_numbers_that_mean_nothing_are_refused() {
    let demo = demo().await;
    let mut client = Client::in_mailbox(&demo).await;
    for command in [
        "RETR",
        "RETR 0",
        "RETR -1",
        "RETR 99999",
        "RETR 99999999999999999999",
        "TOP 1",
        "DELE x",
        "LIST 0",
    ] {
        assert!(client.ask(command).await.starts_with("-ERR"), "{command}");
    }
}

#[tokio::test]
async fn a_line_without_end_ends_the_conversation() {
    let demo = demo().await;
    let mut client = Client::in_mailbox(&demo).await;
    let _ = client.0.write_all(&vec![b'A'; 200 * 1024]).await;
    let mut heard = Vec::new();
    let _ = client.0.read_to_end(&mut heard).await;
    assert_eq!(heard, b"");
}

/// A submission session past its login.
async fn at_the_counter(demo: &Demo) -> Client {
    let mut client = Client::connected(demo.smtp, demo).await;
    client.hear("\r\n").await;
    client.tell("EHLO client.example\r\n").await;
    assert!(
        client
            .hear("AUTH PLAIN LOGIN\r\n")
            .await
            .contains("250-PIPELINING\r\n")
    );
    let message = base64(&format!("\0{}\0{}", demo.username, demo.password));
    assert!(
        client
            .ask(&format!("AUTH PLAIN {message}"))
            .await
            .starts_with("235 ")
    );
    client
}

#[tokio::test]
async fn mail_to_oneself_arrives_with_its_dots() {
    let demo = demo().await;
    let mut client = at_the_counter(&demo).await;
    let envelope = format!(
        "MAIL FROM:<{0}> BODY=8BITMIME\r\nRCPT TO:<{0}>\r\nDATA\r\n",
        demo.email
    );
    client
        .tell(&format!(
            "{envelope}Subject: note to self\r\n\r\n..twinkle\r\n.\r\nQUIT\r\n"
        ))
        .await;
    let answers = client.rest().await;
    let codes: Vec<_> = answers.lines().filter_map(|line| line.get(..3)).collect();
    assert_eq!(codes, ["250", "250", "354", "250", "221"]);

    let mut client = Client::in_mailbox(&demo).await;
    let newest = client.ask("STAT").await.split(' ').nth(1).unwrap().to_owned();
    let source = String::from_utf8(client.ask_for_lines(&format!("RETR {newest}")).await).unwrap();
    assert!(source.starts_with("Return-Path: <"), "{source}");
    assert!(
        source.ends_with("Subject: note to self\r\n\r\n.twinkle\r\n"),
        "{source}"
    );
}

#[tokio::test]
async fn mail_to_others_is_accepted_and_goes_nowhere() {
    let demo = demo().await;
    let before = Client::in_mailbox(&demo).await.ask("STAT").await;
    let mut client = at_the_counter(&demo).await;
    assert!(client.ask("DATA").await.starts_with("503"));
    assert!(
        client
            .ask(&format!("MAIL FROM:<{}>", demo.email))
            .await
            .starts_with("250")
    );
    assert!(client.ask("RCPT TO:<>").await.starts_with("501"));
    assert!(
        client
            .ask("RCPT TO:<ben@hollowoak.example>")
            .await
            .starts_with("250")
    );
    assert!(client.ask("DATA").await.starts_with("354"));
    assert!(
        client
            .ask("Subject: hello\r\n\r\nhello\r\n.")
            .await
            .starts_with("250")
    );
    assert_eq!(Client::in_mailbox(&demo).await.ask("STAT").await, before);
}

#[tokio::test]
async fn nobody_submits_without_a_login() {
    let demo = demo().await;
    let mut client = Client::connected(demo.smtp, &demo).await;
    client.hear("\r\n").await;
    assert!(client.ask("MAIL FROM:<a@b.example>").await.starts_with("530"));
    assert!(
        client
            .ask(&format!("AUTH PLAIN {}", base64("\0ada\0wrong")))
            .await
            .starts_with("535")
    );
    assert_eq!(
        client.ask("AUTH LOGIN").await,
        format!("334 {}\r\n", base64("Username:"))
    );
    assert_eq!(
        client.ask(&base64(&demo.username)).await,
        format!("334 {}\r\n", base64("Password:"))
    );
    assert!(client.ask(&base64(&demo.password)).await.starts_with("235"));
}
