//! SIGHUP: the file is read again, for whoever comes next. The program itself, and a service manager's place to see
//! when it is done.

use std::path::PathBuf;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::process::Child;

use crate::program::{program, ready_at, signal, terminate};
use crate::service::Manager;
use crate::support::{Bridge, Heard, fetch, mail_server};

/// A bridge whose file can be rewritten.
pub(crate) struct Running {
    child: Child,
    pub(crate) bridge: Bridge,
    manager: Manager,
    folder: tempfile::TempDir,
}

impl Running {
    async fn with(settings: &str) -> Self {
        Self::at("http", settings).await
    }

    pub(crate) async fn at(scheme: &str, settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let manager = Manager::new();
        std::fs::write(folder.path().join("bridge.toml"), settings).unwrap();
        let mut child = program()
            .env("NOTIFY_SOCKET", manager.address())
            .env("RESTANTE_LISTEN", "127.0.0.1:0")
            .arg("--config")
            .arg(folder.path().join("bridge.toml"))
            .spawn()
            .unwrap();
        let bridge = Bridge::elsewhere(ready_at(&mut child, scheme).await.parse().unwrap());
        assert_eq!(manager.hear().await, "READY=1\n");
        Self {
            child,
            bridge,
            manager,
            folder,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("bridge.toml")
    }

    /// Writes the file anew, and returns when the bridge has read it.
    pub(crate) async fn reload(&self, settings: &str) {
        std::fs::write(self.file(), settings).unwrap();
        signal(&self.child, "-HUP").await;
        let message = self.manager.hear().await;
        let since = message.strip_prefix("RELOADING=1\nMONOTONIC_USEC=").unwrap();
        since.trim_end().parse::<u64>().unwrap();
        assert_eq!(self.manager.hear().await, "READY=1\n");
    }

    /// Stops it; its log.
    pub(crate) async fn stop(mut self) -> String {
        terminate(&self.child).await;
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).await.unwrap();
        assert_eq!(self.child.wait().await.unwrap().code(), Some(0));
        log
    }
}

fn reaching(server: &TcpListener) -> String {
    let port = server.local_addr().unwrap().port();
    format!("allow-private = true\nallow-port = {port}\n")
}

#[tokio::test]
async fn new_tunnels_follow_the_new_file_and_open_ones_go_on() {
    let ((old, old_port), (new, new_port)) = (mail_server().await, mail_server().await);
    let running = Running::with(&reaching(&old)).await;
    let mut open = running.bridge.tunnel(old_port).await;
    let (mut accepted, _) = old.accept().await.unwrap();
    assert_eq!(
        running.bridge.refusal("127.0.0.1", new_port).await.0,
        "not-allowed"
    );

    running.reload(&reaching(&new)).await;
    running.bridge.tunnel(new_port).await;
    assert_eq!(
        running.bridge.refusal("127.0.0.1", old_port).await.0,
        "not-allowed"
    );
    accepted.write_all(b"+OK still here\r\n").await.unwrap();
    assert_eq!(open.hear().await, Heard::Bytes(b"+OK still here\r\n".to_vec()));

    running.reload("").await;
    assert_eq!(
        running.bridge.refusal("127.0.0.1", new_port).await.0,
        "not-allowed"
    );
    running.stop().await;
}

#[tokio::test]
async fn a_token_is_asked_for_from_the_moment_that_the_file_has_one() {
    let (server, port) = mail_server().await;
    let running = Running::with(&reaching(&server)).await;
    running.bridge.tunnel(port).await;
    running
        .reload(&format!("{}access-token = \"sesame\"", reaching(&server)))
        .await;
    assert_eq!(running.bridge.refusal("127.0.0.1", port).await.0, "unauthorised");
    let hosting = fetch(running.bridge.address, "GET /config.json HTTP/1.1").await;
    assert!(hosting.text().contains("\"token_required\":true"));
    running.stop().await;
}

#[tokio::test]
async fn origins_and_limits_follow_too() {
    let (server, port) = mail_server().await;
    let running = Running::with(&reaching(&server)).await;
    let mut open = [
        running.bridge.tunnel(port).await,
        running.bridge.tunnel(port).await,
    ];
    let foreign = async |origin| {
        running
            .bridge
            .knock(Some(origin), Some("restante.tunnel.v1"))
            .await
    };
    assert_eq!(foreign("https://mail.example.org").await.err(), Some(403));
    running
        .reload(&format!(
            "{}max-tunnels-per-client = 2\nallow-origin = \"https://mail.example.org\"",
            reaching(&server)
        ))
        .await;
    let mut third = foreign("https://mail.example.org").await.unwrap();
    assert_eq!(third.refusal().await, ("busy".to_owned(), 4004));
    // They are as many as may be, but nobody is sent away.
    for tunnel in &mut open {
        let (mut accepted, _) = server.accept().await.unwrap();
        accepted.write_all(b"+OK\r\n").await.unwrap();
        assert_eq!(tunnel.hear_bytes(5).await.0, b"+OK\r\n");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_broken_file_changes_nothing_and_is_told_without_its_secrets() {
    let (server, port) = mail_server().await;
    let running = Running::with(&reaching(&server)).await;
    for broken in [
        "allow-port = 25",
        "alow-port = 995",
        "access-token = \"sesame",
        "access-token = 20202020",
    ] {
        running.reload(broken).await;
        running.bridge.tunnel(port).await;
    }
    std::fs::remove_file(running.file()).unwrap();
    signal(&running.child, "-HUP").await;
    assert!(running.manager.hear().await.starts_with("RELOADING=1\n"));
    assert_eq!(running.manager.hear().await, "READY=1\n");
    running.bridge.tunnel(port).await;
    let log = running.stop().await;
    for told in [
        "port 25",
        "alow-port",
        "the old configuration stays",
        "bridge.toml",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert!(!log.contains("sesame") && !log.contains("20202020"), "{log}");
}

#[tokio::test]
async fn what_only_a_start_can_change_is_named() {
    let (server, port) = mail_server().await;
    let running = Running::with(&reaching(&server)).await;
    running
        .reload(&format!(
            "{}demo = true\nlog-format = \"text\"",
            reaching(&server)
        ))
        .await;
    running.bridge.tunnel(port).await;
    let log = running.stop().await;
    for setting in ["demo", "log-format"] {
        assert!(
            log.lines()
                .any(|line| line.contains("restart") && line.contains(setting)),
            "{log}"
        );
    }
    // The environment says where to listen, whatever the file says.
    assert!(!log.contains("listen"), "{log}");
}
