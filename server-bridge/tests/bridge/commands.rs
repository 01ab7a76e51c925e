//! What the program answers to those who only ask: its exit code, and in which of its two outputs.

use std::process::Output;

use tokio::io::AsyncWriteExt;

use crate::program::{program, ready, terminate};
use crate::support::mail_server;

async fn answer(words: &[&str]) -> Output {
    program().args(words).output().await.unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_good_configuration_is_said_to_be_good() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bridge.toml");
    std::fs::write(&file, "allow-host = \"pop.example.org\"").unwrap();
    let output = answer(&["check-config", "--config", file.to_str().unwrap()]).await;
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("bridge.toml makes sense"));
}

#[tokio::test]
async fn a_bad_one_ends_with_2_and_says_which_key_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bridge.toml");
    for (content, named) in [
        ("alow-host = \"pop.example.org\"", "alow-host"),
        ("allow-host = \"no host\"", "not a host name"),
        ("allow-port = 25", "port 25"),
        ("allow-port = ", "bridge.toml"),
    ] {
        std::fs::write(&file, content).unwrap();
        for command in ["check-config", "print-config"] {
            let output = answer(&[command, "--config", file.to_str().unwrap()]).await;
            assert_eq!(output.status.code(), Some(2), "{content}");
            assert!(output.stdout.is_empty());
            assert!(text(&output.stderr).contains(named), "{}", text(&output.stderr));
        }
    }
    let output = program()
        .env("RESTANTE_MAX_TUNNELS", "many")
        .arg("check-config")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("max-tunnels"));
}

#[tokio::test]
async fn the_configuration_is_shown_with_its_sources_and_without_the_token() {
    let output = program()
        .env("RESTANTE_ACCESS_TOKEN", "open sesame")
        .env("RESTANTE_MAX_TUNNELS", "7")
        .args(["print-config", "--idle-timeout", "9"])
        .output()
        .await
        .unwrap();
    let shown = text(&output.stdout);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<_> = shown.lines().map(words).collect();
    for line in [
        "max-tunnels = 7 # environment",
        "idle-timeout = 9 # flag",
        "# access-token is set # environment",
        "# connect-timeout = 10 # default",
    ] {
        assert!(lines.iter().any(|own| own == line), "{line}\n{shown}");
    }
    assert!(!shown.contains("sesame"));
}

#[tokio::test]
async fn a_running_bridge_is_healthy_and_a_stopped_one_is_not() {
    let mut child = program().args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let address = ready(&mut child).await;
    let url = format!("http://{address}");
    assert_eq!(answer(&["healthcheck", &url]).await.status.code(), Some(0));
    // Without an address it asks where the environment says that the bridge serves.
    let told = program()
        .env("RESTANTE_LISTEN", &address)
        .arg("healthcheck")
        .output()
        .await
        .unwrap();
    assert_eq!(told.status.code(), Some(0));
    let elsewhere = answer(&["healthcheck", &format!("{url}/nowhere")]).await;
    assert_eq!(elsewhere.status.code(), Some(1));
    assert!(text(&elsewhere.stderr).contains("404"));
    terminate(&child).await;
    child.wait().await.unwrap();
    let output = answer(&["healthcheck", &url]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stderr.is_empty());
}

#[tokio::test]
async fn whoever_answers_in_another_protocol_is_not_healthy() {
    let (server, port) = mail_server().await;
    let greeting = tokio::spawn(async move {
        let (mut stream, _) = server.accept().await.unwrap();
        stream.write_all(b"+OK ready\r\n").await.unwrap();
    });
    let output = answer(&["healthcheck", &format!("http://127.0.0.1:{port}")]).await;
    assert_eq!(output.status.code(), Some(1));
    greeting.await.unwrap();
}

#[tokio::test]
async fn the_version_is_told_in_two_ways() {
    let [command, flag] = [answer(&["version"]).await, answer(&["--version"]).await];
    assert_eq!(command.status.code(), Some(0));
    assert_eq!(command.stdout, flag.stdout);
    assert!(text(&command.stdout).starts_with("restante-bridge "));
}
