//! Other programs that fetch mail: the same work on the same line. It must not count against any of them that it is not
//! installed; then it is said.

use std::cell::OnceCell;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::dovecot::{Dovecot, HOST, PASSWORD, USER};

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Every message of the mailbox, for the first time.
    Everything,
    /// The headers of the newest fifty.
    FirstHeaders,
    /// A look that finds nothing new.
    NothingNew,
}

/// A program that fetches mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Mpop,
    Fetchmail,
    Poplib,
}

impl Program {
    pub(crate) const ALL: [Self; 3] = [Self::Mpop, Self::Fetchmail, Self::Poplib];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mpop => "mpop",
            Self::Fetchmail => "fetchmail",
            Self::Poplib => "poplib",
        }
    }

    /// Whether it asks for one message after the other, and so takes minutes where the line is long.
    pub(crate) fn waits_for_each(self) -> bool {
        self != Self::Mpop
    }

    fn can(self, task: Task) -> bool {
        task != Task::FirstHeaders || self == Self::Poplib
    }

    fn is_installed(self) -> bool {
        let program = if self == Self::Poplib {
            "python3"
        } else {
            self.name()
        };
        let mut command = Command::new(program);
        command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

/// A program with what it remembers of one mailbox.
pub(crate) struct Rival<'a> {
    pub(crate) program: Program,
    server: &'a Dovecot,
    /// Where everything was fetched to, once, over a short line.
    fetched: OnceCell<TempDir>,
}

impl<'a> Rival<'a> {
    /// Those that are installed. Says which are not.
    pub(crate) fn installed(server: &'a Dovecot) -> Vec<Self> {
        let rival = |program: Program| {
            if !program.is_installed() {
                println!("# {} is not installed: left out", program.name());
                return None;
            }
            Some(Self {
                program,
                server,
                fetched: OnceCell::new(),
            })
        };
        Program::ALL.into_iter().filter_map(rival).collect()
    }

    /// How long it takes over the line at this port; `None` for what it cannot do.
    pub(crate) fn time(&self, task: Task, port: u16) -> Option<Duration> {
        if !self.program.can(task) {
            return None;
        }
        let fresh = self.folder();
        let folder = match task {
            Task::Everything | Task::FirstHeaders => &fresh,
            Task::NothingNew => self.prepare(),
        };
        let started = Instant::now();
        self.run(task, port, folder.path());
        Some(started.elapsed())
    }

    /// Fetches everything, once, so that nothing is new.
    pub(crate) fn prepare(&self) -> &TempDir {
        self.fetched.get_or_init(|| {
            let folder = self.folder();
            self.run(Task::Everything, self.server.pop3s_port, folder.path());
            folder
        })
    }

    fn folder(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), &self.server.ca_pem).unwrap();
        for part in ["cur", "new", "tmp"] {
            std::fs::create_dir_all(folder.path().join("mail").join(part)).unwrap();
        }
        folder
    }

    fn run(&self, task: Task, port: u16, folder: &Path) {
        let (mut command, nothing_new) = match self.program {
            Program::Mpop => (mpop(port, folder), 0),
            // It says so with its status when there was no mail.
            Program::Fetchmail => (fetchmail(port, folder), 1),
            Program::Poplib => (poplib(task, port, folder), 0),
        };
        let output = command.output().unwrap();
        let wanted = if task == Task::NothingNew { nothing_new } else { 0 };
        assert_eq!(
            output.status.code(),
            Some(wanted),
            "{} failed: {}",
            self.program.name(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn mpop(port: u16, folder: &Path) -> Command {
    let mut command = Command::new("mpop");
    command
        .args(["--file=/dev/null", "--auth=plain", "--keep=on", "--quiet"])
        .args(["--tls=on", "--tls-starttls=off"])
        .arg(option("--tls-trust-file", &folder.join("ca.pem")))
        .arg(format!("--host={HOST}"))
        .arg(format!("--port={port}"))
        .arg(format!("--user={USER}"))
        .arg(format!("--passwordeval=echo {PASSWORD}"))
        .arg(option(
            "--delivery",
            &PathBuf::from(format!("maildir,{}", folder.join("mail").display())),
        ))
        .arg(option("--uidls-file", &folder.join("uidls")));
    command
}

/// It appends to a file, and so runs no other program for each message.
fn fetchmail(port: u16, folder: &Path) -> Command {
    let settings = folder.join("settings");
    let text = format!(
        "poll {HOST} protocol POP3 service {port} uidl\n  user \"{USER}\" password \"{PASSWORD}\" is \"{USER}\" here\n  \
         ssl sslcertck sslcertfile \"{}\" keep no rewrite bsmtp \"{}\"\n",
        folder.join("ca.pem").display(),
        folder.join("messages").display(),
    );
    std::fs::write(&settings, text).unwrap();
    std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut command = Command::new("fetchmail");
    command
        .args([OsStr::new("--fetchmailrc"), settings.as_os_str()])
        .args([OsStr::new("--idfile"), folder.join("ids").as_os_str()])
        .args([OsStr::new("--pidfile"), folder.join("pid").as_os_str()])
        .args(["--silent", "--nosyslog"]);
    command
}

fn poplib(task: Task, port: u16, folder: &Path) -> Command {
    let word = match task {
        Task::Everything => "everything",
        Task::FirstHeaders => "headers",
        Task::NothingNew => "check",
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/support/poplib_fetch.py");
    let mut command = Command::new("python3");
    command
        .args([script, word, HOST, &port.to_string(), USER])
        .args([folder.join("ca.pem").as_os_str(), folder.as_os_str()])
        .env("POP3_PASSWORD", PASSWORD);
    command
}

fn option(name: &str, value: &Path) -> String {
    format!("{name}={}", value.display())
}
