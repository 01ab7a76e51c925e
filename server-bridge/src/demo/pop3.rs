//! The demo POP3 server (RFC 1939, 2449, 5034) of one mailbox.
//! Deletes nothing: `DELE` counts for the session, and the next one finds the mailbox whole again.

use std::{io, sync::Arc};

use tokio::io::{AsyncRead, AsyncWrite};

use crate::demo::{
    conversation::Conversation,
    credentials::{Account, Login},
    maildrop::{Maildrop, Message},
};

/// Talks with one client until it leaves.
pub(crate) async fn converse<S>(stream: S, account: &Account, maildrop: &Maildrop) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut talk = Conversation::new(stream);
    talk.say("+OK The post office is open").await?;
    if authorisation(&mut talk, account).await? {
        Transaction {
            talk: &mut talk,
            slots: Slot::all(maildrop),
        }
        .run()
        .await?;
    }
    talk.end().await
}

/// What every client may ask at any time.
const CAPABILITIES: &str = "+OK What this server can do\r\nUSER\r\nSASL PLAIN\r\nUIDL\r\nTOP\r\nPIPELINING\r\n\
                            RESP-CODES\r\nIMPLEMENTATION restante-demo\r\n.";

/// The AUTHORIZATION state: whether the client got in.
async fn authorisation<S>(talk: &mut Conversation<S>, account: &Account) -> io::Result<bool>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut username = None;
    let mut failures = 0;
    while failures < FAILURES_ALLOWED {
        let login = match attempt(talk, &mut username).await? {
            Attempt::Login(login) => login,
            Attempt::Answered => continue,
            Attempt::Left => return Ok(false),
        };
        if login.is_some_and(|login| account.admits(&login)) {
            talk.say("+OK Here is your mail").await?;
            return Ok(true);
        }
        failures += 1;
        talk.say("-ERR [AUTH] That is not the name and the password of the demo account")
            .await?;
    }
    Ok(false)
}

const FAILURES_ALLOWED: u32 = 5;

/// What a command before the login came to.
enum Attempt {
    /// A name and a password to look at; `None` when they cannot be read.
    Login(Option<Login>),
    /// Something else, which has its answer.
    Answered,
    /// The client is gone.
    Left,
}

/// Hears one command. `username` is what `USER` said and `PASS` needs.
async fn attempt<S>(talk: &mut Conversation<S>, username: &mut Option<String>) -> io::Result<Attempt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(line) = talk.line().await? else {
        return Ok(Attempt::Left);
    };
    let (verb, argument) = command(&line);
    let answer = match verb.as_str() {
        "USER" if !argument.is_empty() => {
            *username = Some(String::from_utf8_lossy(argument).into_owned());
            "+OK And the password?"
        }
        "PASS" => match username.take() {
            Some(username) => {
                return Ok(Attempt::Login(Some(Login {
                    username,
                    password: argument.to_vec(),
                })));
            }
            None => "-ERR USER comes before PASS",
        },
        "AUTH" => return sasl(talk, argument).await,
        "CAPA" => CAPABILITIES,
        "QUIT" => {
            talk.say("+OK Until next time").await?;
            return Ok(Attempt::Left);
        }
        _ => "-ERR Log in first",
    };
    talk.say(answer).await?;
    Ok(Attempt::Answered)
}

/// Carries out `AUTH`, whose message comes with the command or after a `+` (RFC 5034 §4).
async fn sasl<S>(talk: &mut Conversation<S>, argument: &[u8]) -> io::Result<Attempt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut words = argument.splitn(2, |byte| *byte == b' ');
    let mechanism = words.next().unwrap_or_default();
    let answer = if mechanism.is_empty() {
        "+OK\r\nPLAIN\r\n."
    } else if !mechanism.eq_ignore_ascii_case(b"PLAIN") {
        "-ERR Only PLAIN is offered"
    } else if let Some(message) = words.next() {
        return Ok(Attempt::Login(Login::from_plain(message)));
    } else {
        talk.say("+ ").await?;
        match talk.line().await? {
            None => return Ok(Attempt::Left),
            Some(line) if line == b"*" => "-ERR As you wish",
            Some(line) => return Ok(Attempt::Login(Login::from_plain(&line))),
        }
    };
    talk.say(answer).await?;
    Ok(Attempt::Answered)
}

/// The TRANSACTION state.
struct Transaction<'a, S> {
    talk: &'a mut Conversation<S>,
    slots: Vec<Slot>,
}

/// A message number of this session, and whether it is marked as deleted.
struct Slot {
    message: Arc<Message>,
    deleted: bool,
}

impl Slot {
    fn all(maildrop: &Maildrop) -> Vec<Self> {
        maildrop
            .snapshot()
            .into_iter()
            .map(|message| Self {
                message,
                deleted: false,
            })
            .collect()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Transaction<'_, S> {
    async fn run(mut self) -> io::Result<()> {
        while let Some(line) = self.talk.line().await? {
            let (verb, argument) = command(&line);
            match verb.as_str() {
                "STAT" => self.stat().await?,
                "LIST" => {
                    self.listing(argument, |message| message.source.len().to_string())
                        .await?
                }
                "UIDL" => self.listing(argument, |message| message.uidl.clone()).await?,
                "RETR" => self.retrieve(argument).await?,
                "TOP" => self.top(argument).await?,
                "DELE" => self.delete(argument).await?,
                "RSET" => {
                    self.slots.iter_mut().for_each(|slot| slot.deleted = false);
                    self.talk.say("+OK Nothing is marked any more").await?;
                }
                "NOOP" => self.talk.say("+OK").await?,
                "CAPA" => self.talk.say(CAPABILITIES).await?,
                "QUIT" => return self.talk.say("+OK Until next time").await,
                _ => self.talk.say("-ERR No such command").await?,
            }
        }
        Ok(())
    }

    async fn stat(&mut self) -> io::Result<()> {
        let left = self.slots.iter().filter(|slot| !slot.deleted);
        let (count, octets) = left.fold((0, 0), |(n, sum), slot| (n + 1, sum + slot.message.source.len()));
        self.talk.say(&format!("+OK {count} {octets}")).await
    }

    /// `LIST` and `UIDL`: one fact about one message, or about each.
    async fn listing(&mut self, argument: &[u8], fact: fn(&Message) -> String) -> io::Result<()> {
        if !argument.is_empty() {
            return match self.find(argument) {
                Some((number, message)) => self.talk.say(&format!("+OK {number} {}", fact(&message))).await,
                None => self.talk.say(NO_SUCH_MESSAGE).await,
            };
        }
        self.talk.say("+OK").await?;
        for (number, slot) in (1..).zip(&self.slots) {
            if !slot.deleted {
                self.talk
                    .say(&format!("{number} {}", fact(&slot.message)))
                    .await?;
            }
        }
        self.talk.say(".").await
    }

    async fn retrieve(&mut self, argument: &[u8]) -> io::Result<()> {
        let Some((_, message)) = self.find(argument) else {
            return self.talk.say(NO_SUCH_MESSAGE).await;
        };
        self.talk
            .say(&format!("+OK {} octets", message.source.len()))
            .await?;
        self.multi_line(&message.source).await
    }

    async fn top(&mut self, argument: &[u8]) -> io::Result<()> {
        let mut words = argument.splitn(2, |byte| *byte == b' ');
        let number = words.next().unwrap_or_default();
        let Some(lines) = words.next().and_then(decimal) else {
            return self
                .talk
                .say("-ERR TOP takes a message and a number of lines")
                .await;
        };
        let Some((_, message)) = self.find(number) else {
            return self.talk.say(NO_SUCH_MESSAGE).await;
        };
        self.talk.say("+OK").await?;
        self.multi_line(top(&message.source, lines)).await
    }

    async fn delete(&mut self, argument: &[u8]) -> io::Result<()> {
        let Some((number, _)) = self.find(argument) else {
            return self.talk.say(NO_SUCH_MESSAGE).await;
        };
        if let Some(slot) = self.slots.get_mut(number - 1) {
            slot.deleted = true;
        }
        self.talk
            .say("+OK Marked; the demo mailbox will be whole again next time")
            .await
    }

    /// The message a command means by its number.
    fn find(&self, argument: &[u8]) -> Option<(usize, Arc<Message>)> {
        let number = decimal(argument)?;
        let slot = self
            .slots
            .get(number.checked_sub(1)?)
            .filter(|slot| !slot.deleted)?;
        Some((number, Arc::clone(&slot.message)))
    }

    /// Sends dot-stuffed lines and the final dot (RFC 1939 §3).
    async fn multi_line(&mut self, content: &[u8]) -> io::Result<()> {
        let mut previous = *b"\r\n";
        let mut unsent = content;
        for (at, byte) in content.iter().enumerate() {
            if previous == *b"\r\n" && *byte == b'.' {
                let (line_ends, rest) = unsent.split_at(at - (content.len() - unsent.len()));
                self.talk.send(line_ends).await?;
                self.talk.send(b".").await?;
                unsent = rest;
            }
            previous = [previous[1], *byte];
        }
        self.talk.send(unsent).await?;
        self.talk.say(".").await
    }
}

const NO_SUCH_MESSAGE: &str = "-ERR No such message";

/// The verb in capitals, and whatever follows its space.
fn command(line: &[u8]) -> (String, &[u8]) {
    let mut words = line.splitn(2, |byte| *byte == b' ');
    let verb = String::from_utf8_lossy(words.next().unwrap_or_default()).to_ascii_uppercase();
    (verb, words.next().unwrap_or_default())
}

fn decimal(word: &[u8]) -> Option<usize> {
    std::str::from_utf8(word.trim_ascii()).ok()?.parse().ok()
}

/// The header, the empty line after it and `lines` lines of the body.
pub(crate) fn top(source: &[u8], lines: usize) -> &[u8] {
    let ends = source
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair == b"\r\n")
        .map(|(at, _)| at + 2);
    let header_end = source
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map_or(source.len(), |at| at + 4);
    let end = match lines {
        0 => header_end,
        _ => ends
            .filter(|end| *end > header_end)
            .nth(lines - 1)
            .unwrap_or(source.len()),
    };
    source.get(..end).unwrap_or(source)
}
