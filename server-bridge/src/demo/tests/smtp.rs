//! Handing mail to the demo server.

use super::{
    client::{Client, base64},
    *,
};

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
