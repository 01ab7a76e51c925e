//! The messages in a file: one by itself, or those of a mailbox as Unix keeps it ("mbox", `mboxrd`: a line that begins
//! with `From ` stands before each, and what begins so in a message has a `>` before it). It must not read them.

use mail_parser::mailbox::mbox::MessageIterator;

/// What stands before each message of a mailbox.
const SEPARATOR: &[u8] = b"From ";

/// The messages, byte for byte; none where the file is no message.
pub(super) fn messages_in(file: &[u8]) -> Vec<Vec<u8>> {
    if !file.starts_with(SEPARATOR) {
        return is_message(file).then(|| file.to_vec()).into_iter().collect();
    }
    let mailbox = MessageIterator::new(file).filter_map(Result::ok);
    mailbox
        .map(|message| message.unwrap_contents())
        .map(without_last_line)
        .filter(|message| is_message(message))
        .collect()
}

/// The empty line before the next separator is the mailbox's.
fn without_last_line(mut message: Vec<u8>) -> Vec<u8> {
    for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
        if message.ends_with(end) {
            message.truncate(message.len() - end.len() / 2);
            break;
        }
    }
    message
}

/// Whether it begins as a message does: with a field's name and a colon (RFC 5322 §2.2).
fn is_message(bytes: &[u8]) -> bool {
    let name = bytes
        .iter()
        .position(|byte| !(b'!'..=b'~').contains(byte) || *byte == b':');
    name.is_some_and(|end| end > 0 && bytes.get(end) == Some(&b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &str) -> Vec<String> {
        let messages = messages_in(file.as_bytes()).into_iter();
        messages
            .map(|message| String::from_utf8(message).unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_message_by_itself_stays_as_it_is() {
        assert_eq!(
            texts("Subject: a\r\n\r\nFrom here\r\n>From there\r\n\r\n"),
            ["Subject: a\r\n\r\nFrom here\r\n>From there\r\n\r\n"]
        );
    }

    #[test]
    fn a_mailbox_gives_each_of_its_messages_without_what_the_mailbox_added() {
        let mailbox = "From a@example.org Mon May  4 10:00:00 2026\nSubject: one\n\n>From me\n>>From you\n\n\
                       From b@example.org Mon May  4 10:00:00 2026\nSubject: two\n\nend\n\n";
        assert_eq!(
            texts(mailbox),
            ["Subject: one\n\nFrom me\n>From you\n", "Subject: two\n\nend\n"]
        );
        assert_eq!(
            texts(&mailbox.replace('\n', "\r\n")),
            [
                "Subject: one\r\n\r\nFrom me\r\n>From you\r\n",
                "Subject: two\r\n\r\nend\r\n"
            ]
        );
    }

    #[test]
    fn what_does_not_begin_with_a_field_is_no_message() {
        for file in [
            "",
            "\n",
            "%PDF-1.7\n1: 2",
            "<html xmlns:v=\"a\">",
            "PK\u{3}\u{4}: x",
            ": x",
            "From nobody",
            "Dear Ada: hello",
        ] {
            assert_eq!(texts(file), [""; 0], "{file}");
        }
    }
}
