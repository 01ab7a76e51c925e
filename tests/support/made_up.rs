//! A POP3 server in memory whose mailbox nobody wrote: any number of messages, made up a few at a time while they are
//! read, so that what a test holds in memory is the engine's. It must not keep anything.

#![allow(clippy::unwrap_used, reason = "what goes wrong here ends the test, loudly")]

use std::cell::RefCell;
use std::collections::VecDeque;

use restante::transport::{Dial, Stream, TransportError};

/// How much one read gives at least, where there is so much.
const READ_OCTETS: usize = 16 * 1024;

/// Opens connections to a mailbox with so many messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MadeUp {
    pub(crate) messages: u32,
}

impl Dial for MadeUp {
    type Stream = MadeUpStream;

    async fn dial(&self, _host: &str, _port: u16) -> Result<MadeUpStream, TransportError> {
        Ok(MadeUpStream {
            messages: self.messages,
            answers: RefCell::new([Answer::Line("+OK made up".to_owned())].into()),
            heard: RefCell::default(),
        })
    }
}

/// One connection.
#[derive(Debug)]
pub(crate) struct MadeUpStream {
    messages: u32,
    answers: RefCell<VecDeque<Answer>>,
    /// The beginning of a command.
    heard: RefCell<Vec<u8>>,
}

/// What is still to be said.
#[derive(Debug)]
enum Answer {
    Line(String),
    Header(u32),
    /// From this message on.
    Uidls(u32),
    Sizes(u32),
}

impl Stream for MadeUpStream {
    async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        let said = self.say_some();
        if said.is_empty() {
            return std::future::pending().await;
        }
        Ok(Some(said.into_bytes()))
    }

    async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
        let mut heard = self.heard.borrow_mut();
        for &byte in bytes {
            heard.push(byte);
            if byte == b'\n' {
                let line = String::from_utf8(std::mem::take(&mut *heard)).unwrap();
                self.answers.borrow_mut().extend(self.answer(line.trim_end()));
            }
        }
        Ok(())
    }
}

impl MadeUpStream {
    fn answer(&self, command: &str) -> Vec<Answer> {
        let line = |text: &str| Answer::Line(text.to_owned());
        let mut words = command.split(' ');
        match (words.next().unwrap(), words.next()) {
            ("CAPA", _) => vec![line("+OK\r\nTOP\r\nUIDL\r\nUSER\r\nPIPELINING\r\n.")],
            ("STAT", _) => vec![Answer::Line(format!("+OK {} 0", self.messages))],
            ("UIDL", None) => vec![line("+OK"), Answer::Uidls(1)],
            ("LIST", None) => vec![line("+OK"), Answer::Sizes(1)],
            ("TOP", Some(number)) => vec![line("+OK"), Answer::Header(number.parse().unwrap()), line(".")],
            // Whoever wants more than rows waits for ever.
            ("RETR", _) => Vec::new(),
            _ => vec![line("+OK")],
        }
    }

    fn say_some(&self) -> String {
        let mut said = String::new();
        let mut answers = self.answers.borrow_mut();
        while said.len() < READ_OCTETS
            && let Some(answer) = answers.pop_front()
        {
            let rest = self.say(answer, &mut said);
            rest.into_iter().for_each(|rest| answers.push_front(rest));
        }
        said
    }

    /// Says a part of an answer, and gives back the rest.
    fn say(&self, answer: Answer, said: &mut String) -> Option<Answer> {
        match answer {
            Answer::Line(line) => said.push_str(&format!("{line}\r\n")),
            Answer::Header(n) => said.push_str(&format!(
                "Received: from mx.example.org by pop.example.org; {n}\r\nMessage-ID: <{n}.made-up@example.org>\r\n\
                 From: Sender {n} <sender-{n}@example.org>\r\nTo: Anna <anna@example.org>\r\n\
                 Subject: Message {n} of many, and none like another\r\nDate: Mon, 2 Nov 2026 10:{:02}:{:02} +0000\r\n\r\n",
                n / 60 % 60,
                n % 60
            )),
            Answer::Uidls(n) | Answer::Sizes(n) if n > self.messages => said.push_str(".\r\n"),
            Answer::Uidls(n) => {
                said.push_str(&format!("{n} 0000{n:08x}5fd1a3c2\r\n"));
                return Some(Answer::Uidls(n + 1));
            }
            Answer::Sizes(n) => {
                said.push_str(&format!("{n} 20000\r\n"));
                return Some(Answer::Sizes(n + 1));
            }
        }
        None
    }
}
