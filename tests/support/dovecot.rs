//! A real Dovecot for one test: on loopback, with a certificate of its own, as root or as anybody.
//! It must never be missing quietly: without Dovecot the test fails and says what to install.
//!
//! Use it from a test with `#[path = "support/dovecot.rs"] mod dovecot;`.

#![allow(dead_code, reason = "each test uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what goes wrong here ends the test, loudly"
)]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

/// The mailbox that [`Dovecot::with_messages`] fills. Every other name is a mailbox too, an empty one.
pub(crate) const USER: &str = "anna";
/// Opens every mailbox.
pub(crate) const PASSWORD: &str = "correct-horse-1";
/// The name in the certificate, besides 127.0.0.1.
pub(crate) const HOST: &str = "localhost";

/// A running server. It ends with this value.
pub(crate) struct Dovecot {
    folder: TempDir,
    process: Child,
    owner: Owner,
    next_message: AtomicU32,
    /// POP3 over TLS.
    pub(crate) pop3s_port: u16,
    /// POP3, with `STLS` offered and passwords in the clear allowed.
    pub(crate) pop3_port: u16,
    /// The authority that signed the certificate.
    pub(crate) ca_pem: String,
    /// The server's certificate (DER).
    pub(crate) certificate: Vec<u8>,
}

impl Dovecot {
    /// Starts a server whose mailbox [`USER`] holds these messages, in this order.
    pub(crate) fn with_messages<I>(messages: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        Self::with_settings("", messages)
    }

    /// The same, with more lines for the configuration (such as `pop3_lock_session = yes`).
    pub(crate) fn with_settings<I>(settings: &str, messages: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        Self::with_password(PASSWORD, settings, messages)
    }

    /// The same, with the password as the server keeps it: a hash with its scheme in front, in braces.
    pub(crate) fn with_password<I>(password: &str, settings: &str, messages: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let program = program();
        let folder = tempfile::Builder::new()
            .prefix("dovecot-")
            .tempdir_in("/tmp")
            .unwrap();
        let owner = Owner::of_mail();
        let certificate = Certificate::make(folder.path());
        let [pop3s_port, pop3_port] = free_ports();
        let text = configuration(folder.path(), &owner, [pop3s_port, pop3_port], password, settings);
        let path = folder.path().join("dovecot.conf");
        fs::write(&path, text).unwrap();
        fs::create_dir(folder.path().join("run")).unwrap();
        fs::create_dir(folder.path().join("mail")).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        owner.take(&folder.path().join("mail"));

        let process = Command::new(program)
            .arg("-F")
            .arg("-c")
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let server = Self {
            folder,
            process,
            owner,
            next_message: AtomicU32::new(1),
            pop3s_port,
            pop3_port,
            ca_pem: certificate.ca_pem,
            certificate: certificate.der,
        };
        for message in messages {
            server.deliver(USER, message.as_ref());
        }
        server.wait_for_greeting();
        server
    }

    /// Puts a message into a mailbox, as the newest.
    pub(crate) fn deliver(&self, user: &str, message: &[u8]) {
        let mailbox = self.folder.path().join("mail").join(user);
        for part in ["", "tmp", "new", "cur"] {
            let part = mailbox.join(part);
            if !part.is_dir() {
                fs::create_dir(&part).unwrap();
                self.owner.take(&part);
            }
        }
        // Dovecot numbers the messages of a folder by the time in their names.
        let number = self.next_message.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.M{number}.test,S={}", 1_700_000_000 + number, message.len());
        let written = mailbox.join("tmp").join(&name);
        fs::write(&written, message).unwrap();
        self.owner.take(&written);
        fs::rename(written, mailbox.join("new").join(name)).unwrap();
    }

    /// What the server wrote to its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn wait_for_greeting(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !greets(self.pop3_port) {
            assert!(
                Instant::now() < deadline,
                "Dovecot does not answer; its log:\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master ends its children only when it is asked to.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// Whom the mailboxes belong to: whoever runs the test, or nobody where that is root.
struct Owner {
    user: String,
    group: String,
    ids: Option<(u32, u32)>,
}

impl Owner {
    fn of_mail() -> Self {
        if id(&["-u"]) != "0" {
            return Self {
                user: id(&["-un"]),
                group: id(&["-gn"]),
                ids: None,
            };
        }
        let ids = (
            id(&["-u", "nobody"]).parse().unwrap(),
            id(&["-g", "nobody"]).parse().unwrap(),
        );
        Self {
            user: String::from("nobody"),
            group: id(&["-gn", "nobody"]),
            ids: Some(ids),
        }
    }

    fn take(&self, path: &Path) {
        if let Some((user, group)) = self.ids {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }
}

struct Certificate {
    ca_pem: String,
    der: Vec<u8>,
}

impl Certificate {
    /// Makes an authority and what it signs, and leaves what Dovecot needs in the folder.
    fn make(folder: &Path) -> Self {
        let mut authority = CertificateParams::default();
        authority
            .distinguished_name
            .push(DnType::CommonName, "Private test authority");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();

        let mut server = CertificateParams::new([String::from(HOST), String::from("127.0.0.1")]).unwrap();
        server.distinguished_name.push(DnType::CommonName, HOST);
        let key = KeyPair::generate().unwrap();
        let server = server.signed_by(&key, &authority).unwrap();

        fs::write(folder.join("certificate.pem"), server.pem()).unwrap();
        fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
        Self {
            ca_pem: authority.pem(),
            der: server.der().to_vec(),
        }
    }
}

fn configuration(folder: &Path, owner: &Owner, ports: [u16; 2], password: &str, settings: &str) -> String {
    let [pop3s_port, pop3_port] = ports;
    let version = Command::new(program()).arg("--version").output().unwrap().stdout;
    let template = match version.starts_with(b"2.3.") {
        true => include_str!("dovecot-2.3.conf"),
        false => include_str!("dovecot-2.4.conf"),
    };
    let mut text = template.to_owned();
    for (name, value) in [
        ("{folder}", folder.to_str().unwrap()),
        ("{owner}", &owner.user),
        ("{group}", &owner.group),
        ("{password}", password),
        ("{pop3}", &pop3_port.to_string()),
        ("{pop3s}", &pop3s_port.to_string()),
        ("{settings}", settings),
    ] {
        text = text.replace(name, value);
    }
    text
}

fn program() -> PathBuf {
    let named = std::env::var_os("DOVECOT")
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    let usual = [
        "/usr/sbin/dovecot",
        "/usr/local/sbin/dovecot",
        "/opt/homebrew/sbin/dovecot",
    ]
    .map(PathBuf::from);
    named
        .or_else(|| usual.into_iter().find(|path| path.is_file()))
        .expect(
            "this test needs Dovecot: `sudo apt-get install dovecot-pop3d`, or set DOVECOT to where it is",
        )
}

fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

fn greets(port: u16) -> bool {
    let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    let mut greeting = String::new();
    BufReader::new(stream).read_line(&mut greeting).is_ok() && greeting.starts_with("+OK")
}

fn id(arguments: &[&str]) -> String {
    let output = Command::new("id").args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
