//! The demo submission server (RFC 6409 over implicit TLS): takes mail from the demo account.
//! Sends nothing anywhere: what is addressed to the account itself arrives, all else is politely forgotten.

use std::io;

use base64::{Engine, engine::general_purpose::STANDARD};
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::demo::{
    HOST,
    conversation::Conversation,
    credentials::{Account, Login, decoded},
    maildrop::Maildrop,
    moment,
};

/// Talks with one client until it leaves.
pub(crate) async fn converse<S>(stream: S, account: &Account, maildrop: &Maildrop) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let talk = Conversation::new(stream);
    Submission {
        talk,
        account,
        maildrop,
        logged_in: false,
        envelope: None,
    }
    .run()
    .await
}

/// One client's session.
struct Submission<'a, S> {
    talk: Conversation<S>,
    account: &'a Account,
    maildrop: &'a Maildrop,
    logged_in: bool,
    envelope: Option<Envelope>,
}

/// What `MAIL` and `RCPT` said.
struct Envelope {
    sender: String,
    recipients: usize,
    reaches_account: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Submission<'_, S> {
    async fn run(mut self) -> io::Result<()> {
        self.talk
            .say(&format!("220 {HOST} ESMTP, the counter for outgoing mail"))
            .await?;
        while let Some(line) = self.talk.line().await? {
            let line = String::from_utf8_lossy(&line).into_owned();
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.hello().await?,
                "HELO" | "RSET" => self.reset().await?,
                "NOOP" => self.talk.say("250 2.0.0 Still here").await?,
                "QUIT" => {
                    self.talk.say("221 2.0.0 Until next time").await?;
                    break;
                }
                "AUTH" if self.logged_in => self.talk.say("503 5.5.1 You are logged in already").await?,
                "AUTH" => self.login(argument).await?,
                _ if !self.logged_in => self.talk.say("530 5.7.0 Log in first").await?,
                "MAIL" => self.mail(argument).await?,
                "RCPT" => self.recipient(argument).await?,
                "DATA" => self.data().await?,
                _ => self.talk.say("502 5.5.1 No such command").await?,
            }
        }
        self.talk.end().await
    }

    async fn hello(&mut self) -> io::Result<()> {
        self.envelope = None;
        let greeting = format!(
            "250-{HOST}\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250-SIZE {MESSAGE_LIMIT}\r\n\
             250 AUTH PLAIN LOGIN"
        );
        self.talk.say(&greeting).await
    }

    async fn reset(&mut self) -> io::Result<()> {
        self.envelope = None;
        self.talk.say("250 2.0.0 Start afresh").await
    }

    async fn login(&mut self, argument: &str) -> io::Result<()> {
        let (mechanism, initial) = argument.split_once(' ').unwrap_or((argument, ""));
        let login = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let message = self.answer("", initial).await?;
                message.and_then(|message| Login::from_plain(&message))
            }
            "LOGIN" => {
                let username = self
                    .answer("Username:", initial)
                    .await?
                    .and_then(|word| decoded(&word));
                let password = self
                    .answer("Password:", "")
                    .await?
                    .and_then(|word| decoded(&word));
                username.zip(password).map(|(username, password)| Login {
                    username: String::from_utf8_lossy(&username).into_owned(),
                    password,
                })
            }
            _ => return self.talk.say("504 5.5.4 PLAIN and LOGIN are offered").await,
        };
        self.logged_in = login.is_some_and(|login| self.account.admits(&login));
        let verdict = if self.logged_in {
            "235 2.7.0 Welcome"
        } else {
            "535 5.7.8 That is not the name and the password of the demo account"
        };
        self.talk.say(verdict).await
    }

    /// The client's word: what came with the command, or else what it says when asked.
    async fn answer(&mut self, question: &str, initial: &str) -> io::Result<Option<Vec<u8>>> {
        if !initial.is_empty() {
            return Ok(Some(initial.as_bytes().to_vec()));
        }
        self.talk
            .say(&format!("334 {}", STANDARD.encode(question)))
            .await?;
        self.talk.line().await
    }

    async fn mail(&mut self, argument: &str) -> io::Result<()> {
        match address(argument, "FROM:") {
            Some(sender) if self.envelope.is_none() => {
                self.envelope = Some(Envelope {
                    sender,
                    recipients: 0,
                    reaches_account: false,
                });
                self.talk.say("250 2.1.0 And to whom?").await
            }
            Some(_) => self.talk.say("503 5.5.1 One message at a time").await,
            None => self.talk.say("501 5.5.4 MAIL FROM:<address>").await,
        }
    }

    async fn recipient(&mut self, argument: &str) -> io::Result<()> {
        let Some(envelope) = &mut self.envelope else {
            return self.talk.say("503 5.5.1 MAIL comes first").await;
        };
        let Some(recipient) = address(argument, "TO:").filter(|recipient| !recipient.is_empty()) else {
            return self.talk.say("501 5.5.4 RCPT TO:<address>").await;
        };
        if envelope.recipients == RECIPIENT_LIMIT {
            return self.talk.say("452 4.5.3 That is enough for one message").await;
        }
        envelope.recipients += 1;
        envelope.reaches_account |= self.account.is_named(&recipient);
        self.talk.say("250 2.1.5 Noted").await
    }

    async fn data(&mut self) -> io::Result<()> {
        let Some(envelope) = self.envelope.take().filter(|envelope| envelope.recipients > 0) else {
            return self.talk.say("503 5.5.1 Nobody to send it to").await;
        };
        self.talk.say("354 Go ahead; a lone dot ends it").await?;
        let Some(content) = self.content().await? else {
            return self.talk.say("552 5.3.4 That is too large for the demo").await;
        };
        if envelope.reaches_account {
            let mut source = self.trace(&envelope).into_bytes();
            source.extend(content);
            if self.maildrop.deliver(source).is_err() {
                return self
                    .talk
                    .say("452 4.2.2 The demo mailbox is full; start the demo anew")
                    .await;
            }
        }
        self.talk
            .say("250 2.0.0 Accepted; the demo delivers only to itself")
            .await
    }

    /// The lines up to the lone dot, unstuffed; `None` when they are too many to keep.
    async fn content(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut content = Vec::new();
        let mut fits = true;
        while let Some(line) = self.talk.line().await? {
            if line == b"." {
                return Ok(fits.then_some(content));
            }
            fits &= content.len() + line.len() <= MESSAGE_LIMIT;
            if fits {
                content.extend(line.strip_prefix(b".").unwrap_or(&line));
                content.extend(b"\r\n");
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }

    /// The lines a delivering server puts on top (RFC 5321 §4.4).
    fn trace(&self, envelope: &Envelope) -> String {
        let date = moment::header_date(OffsetDateTime::now_utc());
        format!(
            "Return-Path: <{}>\r\nReceived: by {HOST} with ESMTPSA for <{}>; {date}\r\n",
            envelope.sender, self.account.email
        )
    }
}

const MESSAGE_LIMIT: usize = 16 << 20;
const RECIPIENT_LIMIT: usize = 100;

/// The address between `<` and `>` after `FROM:` or `TO:`; empty for the null sender.
fn address(argument: &str, keyword: &str) -> Option<String> {
    let (head, tail) = argument.split_at_checked(keyword.len())?;
    let path = tail.trim_start().strip_prefix('<')?;
    let (address, _parameters) = path.split_once('>')?;
    let is_printable = address.bytes().all(|byte| byte.is_ascii_graphic());
    (head.eq_ignore_ascii_case(keyword) && is_printable).then(|| address.to_owned())
}
