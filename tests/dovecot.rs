//! The harness that other tests stand on: the Dovecot it starts is real, and holds what it was given.
//! Nothing of ours is tested here.

#[path = "support/dovecot.rs"]
mod dovecot;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use dovecot::{Dovecot, PASSWORD, USER};

#[test]
fn messages_come_in_the_order_they_were_delivered() {
    let server = Dovecot::with_messages(["Subject: one\r\n\r\n1\r\n", "Subject: two\r\n\r\n2\r\n"]);
    server.deliver(USER, b"Subject: three\r\n\r\n3\r\n");

    let mut stream = TcpStream::connect(("127.0.0.1", server.pop3_port)).unwrap();
    write!(
        stream,
        "USER {USER}\r\nPASS {PASSWORD}\r\nRETR 1\r\nRETR 2\r\nRETR 3\r\nQUIT\r\n"
    )
    .unwrap();
    let lines: Vec<_> = BufReader::new(stream).lines().map(Result::unwrap).collect();

    let subjects: Vec<_> = lines.iter().filter(|line| line.starts_with("Subject:")).collect();
    assert_eq!(
        subjects,
        ["Subject: one", "Subject: two", "Subject: three"],
        "{lines:#?}\n{}",
        server.log()
    );
}
