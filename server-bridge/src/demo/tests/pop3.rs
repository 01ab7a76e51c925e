//! Fetching mail from the demo server.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{
    client::{Client, base64},
    *,
};

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
