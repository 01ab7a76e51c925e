//! Message sources and what becomes of them.

use super::*;

fn noon() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap()
}

fn assembled(text: &str) -> String {
    String::from_utf8(assemble(text, noon()).unwrap().source).unwrap()
}

#[test]
fn lines_end_in_crlf_and_the_date_is_filled_in() {
    let message = assembled("From: a@b.example\nDate: {{1d 08:00}}\n\nHello\n");
    assert!(
        message.ends_with("Date: Sun, 20 Sep 2026 08:00:00 +0000\r\n\r\nHello\r\n"),
        "{message}"
    );
}

#[test]
fn the_delivering_server_puts_its_lines_on_top() {
    let message = assembled("From: Bea <a@b.example>\nDate: {{5m}}\n\nHello\n");
    assert!(message.starts_with("Return-Path: <a@b.example>\r\n"), "{message}");
    assert!(message.contains("Received: from mail.b.example "), "{message}");
}

#[test]
fn a_source_with_its_own_trace_gets_no_other() {
    let message = assembled("Received: from elsewhere\nFrom: a@b.example\nDate: {{5m}}\n\nHello\n");
    assert!(
        message.starts_with("Received: from elsewhere\r\nFrom:"),
        "{message}"
    );
}

#[test]
fn a_subject_beyond_ascii_becomes_encoded_words_of_legal_length() {
    let message = assembled(&format!(
        "From: a@b.example\nSubject: {}\nDate: {{{{5m}}}}\n\n",
        "Straße ".repeat(30)
    ));
    let words = message
        .split_ascii_whitespace()
        .filter(|word| word.starts_with("=?"));
    assert!(words.clone().count() > 3, "{message}");
    assert!(
        words
            .clone()
            .all(|word| word.starts_with("=?utf-8?Q?") && word.len() <= 75),
        "{message}"
    );
}

#[test]
fn a_file_name_beyond_ascii_becomes_an_extended_parameter() {
    let source = "From: a@b.example\nDate: {{5m}}\nContent-Type: text/plain; charset=iso-8859-1; name=\"Käse.txt\"\n\n";
    assert!(assembled(source).contains("name*=iso-8859-1''K%E4se.txt\r\n"));
}

#[test]
fn each_part_gets_its_own_charset_and_encoding() {
    let source = "From: a@b.example\nDate: {{5m}}\nContent-Type: multipart/mixed; boundary=\"x\"\n\n\
                  --x\nContent-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n\nда\n\
                  --x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nда\n--x--\n";
    let message = assembled(source);
    assert!(message.contains("\r\n\r\nxMENCg==\r\n--x\r\n"), "{message}");
    assert!(message.contains("\r\n\r\n=D0=B4=D0=B0\r\n--x--\r\n"), "{message}");
}

#[test]
fn a_raw_source_keeps_its_bytes_and_its_bare_line_feeds() {
    let source = "%raw\nSubject: ü\nDate: {{5m}}\n\nfirst␤\nsecond\n";
    assert!(assembled(source).ends_with("\r\n\r\nfirst\nsecond\r\n"));
    assert!(assembled(source).starts_with("Subject: ü\r\n"));
}

#[test]
fn mistakes_are_told_apart() {
    let mistake = |text: &str| assemble(text, noon()).unwrap_err();
    assert_eq!(mistake("From: a@b.example\n\n"), TemplateError::Undated);
    assert_eq!(
        mistake("Date: {{soon}}\n\n"),
        TemplateError::Moment("soon".into())
    );
    assert_eq!(mistake("Date: {{5m}}\n\n{{5m"), TemplateError::Unclosed);
    assert_eq!(
        mistake("Date: {{5m}}\n\n@nothing\n"),
        TemplateError::Asset("@nothing".into())
    );
    let misfit = "Date: {{5m}}\nContent-Type: text/plain; charset=iso-8859-2\n\nда\n";
    assert_eq!(mistake(misfit), TemplateError::Charset("iso-8859-2".into()));
}
