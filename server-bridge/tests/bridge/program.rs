//! The program itself, in a process of its own.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restante-bridge"));
    command
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// The address of the ready line, which comes first and alone.
pub(crate) async fn ready(child: &mut Child) -> String {
    ready_at(child, "http").await
}

pub(crate) async fn ready_at(child: &mut Child, scheme: &str) -> String {
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let address = line
        .strip_prefix(&format!("Restante is ready: {scheme}://"))
        .and_then(|rest| rest.strip_suffix('/'));
    address.unwrap_or_else(|| panic!("{line}")).to_owned()
}

pub(crate) async fn terminate(child: &Child) {
    signal(child, "-TERM").await;
}

pub(crate) async fn signal(child: &Child, name: &str) {
    let id = child.id().unwrap().to_string();
    let sent = Command::new("kill").args([name, &id]).status().await.unwrap();
    assert!(sent.success());
}
