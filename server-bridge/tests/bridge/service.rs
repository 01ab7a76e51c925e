//! What a service manager is told: a socket in its place hears it.

use std::path::Path;

use tokio::net::UnixDatagram;

use crate::program::{program, ready, terminate};
use crate::support::fetch;

pub(crate) struct Manager {
    socket: UnixDatagram,
    folder: tempfile::TempDir,
}

impl Manager {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        Self { socket, folder }
    }

    pub(crate) fn address(&self) -> std::path::PathBuf {
        self.folder.path().join("notify")
    }

    pub(crate) async fn hear(&self) -> String {
        let mut message = vec![0; 4096];
        let length = self.socket.recv(&mut message).await.unwrap();
        String::from_utf8(message[..length].to_vec()).unwrap()
    }
}

#[tokio::test]
async fn it_is_ready_when_it_answers_and_says_that_it_stops() {
    let manager = Manager::new();
    let mut child = program()
        .env("NOTIFY_SOCKET", manager.address())
        .args(["--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    assert_eq!(manager.hear().await, "READY=1\n");
    let address = ready(&mut child).await.parse().unwrap();
    assert_eq!(fetch(address, "GET /readyz HTTP/1.1").await.status, 200);
    terminate(&child).await;
    assert_eq!(manager.hear().await, "STOPPING=1\n");
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
}

#[tokio::test]
async fn a_manager_that_is_gone_does_not_keep_it_from_serving() {
    let mut child = program()
        .env("NOTIFY_SOCKET", Path::new("/nowhere/notify"))
        .args(["--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let address = ready(&mut child).await.parse().unwrap();
    assert_eq!(fetch(address, "GET /healthz HTTP/1.1").await.status, 200);
    terminate(&child).await;
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
}
