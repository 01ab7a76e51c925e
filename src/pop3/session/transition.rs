//! Every transition of the POP3 machine, in one `match`. It must not read bytes or write commands.

use crate::pop3::command::Command;
use crate::pop3::dialogue::{Answered, Dialogue};
use crate::pop3::framing::{MessageDecoder, Patience};
use crate::pop3::response::{excerpt, printable, scan_listing, size_hint, stat, unique_id_listing};
use crate::pop3::session::Session;
use crate::pop3::{
    ApopTimestamp, Awaiting, Capabilities, CommandKind, Event, Extent, Quirk, Reply, SessionError, Violation,
};
use crate::units::{MessageNumber, Octets};

/// The most characters of the greeting that are kept.
const MAX_GREETING_CHARACTERS: usize = 500;

/// What the next bytes are.
#[derive(Debug)]
pub(super) enum State {
    /// The greeting.
    Greeting,
    /// The status line of the first command in flight.
    Answer,
    /// Lines of CAPA's answer.
    ListingCapabilities(Capabilities, Patience),
    /// Lines of LIST's answer.
    ListingSizes(Patience),
    /// Lines of UIDL's answer.
    ListingUniqueIds(Patience),
    /// A message.
    Message(MessageNumber, Extent, MessageDecoder),
    /// TLS, which is not this machine's.
    Upgrade,
    /// Nobody's.
    Closed,
}

/// The states of RFC 1939 §3, as far as the order of commands goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Authorization,
    Transaction,
    Update,
}

/// What came, cut into what [`Session::transition`] can act on.
#[derive(Debug)]
pub(super) enum Input {
    Ok(Vec<u8>),
    Err(Reply),
    /// What a server wants to have answered, still in base64.
    Challenge(Vec<u8>),
    /// A line of a listing.
    Item(Vec<u8>),
    /// The end of a listing.
    EndOfItems,
    /// Bytes of a message, and whether they are the last.
    Message(Vec<u8>, bool),
    /// TLS is up.
    Upgraded,
    /// What cannot be gone on from.
    Fault(SessionError),
}

impl Session {
    /// Every transition. Each arm leaves the state in which the next bytes are read.
    pub(super) fn transition(&mut self, input: Input) {
        use Command::{
            Apop, Auth, Cancel, Capa, Dele, Lang, List, Noop, Pass, Quit, Retr, Rset, Stat, Stls, Top, Uidl,
            User, Utf8,
        };
        use State::{
            Answer, Closed, Greeting, ListingCapabilities, ListingSizes, ListingUniqueIds, Message, Upgrade,
        };
        let state = std::mem::replace(&mut self.state, Closed);
        let command = self.in_flight.pop_front();
        self.state = match (state, command, input) {
            (Closed, _, _) => Closed,
            (_, _, Input::Fault(error)) => self.fail(error),

            (Greeting, None, Input::Ok(text)) => self.greeted(&text),
            (Greeting, None, Input::Err(reply)) => self.fail(SessionError::GreetingRefused(reply)),

            (Answer, None, Input::Err(reply)) => self.fail(SessionError::Dismissed(reply)),
            (Answer, None, Input::Ok(text)) => {
                let excerpt = excerpt(&text);
                self.fail(SessionError::Violation(Violation::UnaskedAnswer { excerpt }))
            }

            (Answer, Some(Capa), Input::Ok(_)) => {
                self.in_flight.push_front(Capa);
                ListingCapabilities(Capabilities::default(), Patience::WITH_CAPABILITIES)
            }
            (ListingCapabilities(found, patience), Some(Capa), Input::Item(line)) => {
                self.in_flight.push_front(Capa);
                self.capability(found, patience, &line)
            }
            (ListingCapabilities(found, _), Some(Capa), Input::EndOfItems) => {
                self.capabilities = Some(found.clone());
                self.after(Event::CapabilitiesReceived(found))
            }
            (Answer, Some(Capa), Input::Err(reply)) => self.after(Event::CapabilitiesUnsupported(reply)),

            (Answer, Some(Stls), Input::Ok(_)) => match self.inbound.unread().len() {
                0 => Upgrade,
                octets => {
                    let violation = Violation::BytesAfterStartTls { octets };
                    self.fail(SessionError::Violation(violation))
                }
            },
            (Answer, Some(Stls), Input::Err(reply)) => {
                self.forget_queue();
                self.after(Event::Refused {
                    command: CommandKind::StartTls,
                    reply,
                })
            }
            (Upgrade, None, Input::Upgraded) => {
                self.encrypted = true;
                self.capabilities = None;
                Answer
            }

            (Answer, Some(Utf8), Input::Ok(_)) => self.after(Event::Utf8Enabled),
            (Answer, Some(Lang(_)), Input::Ok(_)) => self.after(Event::LanguageChanged),

            (Answer, Some(User(credentials)), Input::Ok(_)) => {
                self.follow_up = Some(Pass(credentials));
                Answer
            }
            (Answer, Some(Auth(dialogue)), Input::Challenge(text)) => self.challenged(dialogue, &text),
            (Answer, Some(Auth(dialogue)), Input::Ok(_)) => match dialogue.accepted() {
                Ok(()) => self.after(Event::LoggedIn),
                Err(error) => self.fail(SessionError::Violation(Violation::LogIn(error))),
            },
            (Answer, Some(Auth(dialogue)), Input::Err(reply)) => {
                self.forget_queue();
                self.after(dialogue.refused(reply))
            }
            (Answer, Some(Cancel(error)), Input::Err(_)) => {
                self.forget_queue();
                self.after(Event::LogInCancelled(error))
            }
            (Answer, Some(Cancel(error)), Input::Ok(_) | Input::Challenge(_)) => {
                self.fail(SessionError::Violation(Violation::LogIn(error)))
            }
            (Answer, Some(Pass(_) | Apop(..)), Input::Ok(_)) => self.after(Event::LoggedIn),
            (Answer, Some(User(_) | Pass(_) | Apop(..)), Input::Err(reply)) => {
                self.forget_queue();
                self.after(Event::LogInRefused {
                    reply,
                    reason: None,
                    tested: true,
                })
            }

            (Answer, Some(Stat), Input::Ok(text)) => self.counted(&text),
            (Answer, Some(List(Some(asked))), Input::Ok(text)) => self.sized(asked, &text),
            (Answer, Some(Uidl(Some(asked))), Input::Ok(text)) => self.identified(asked, &text),
            (Answer, Some(command @ List(None)), Input::Ok(_)) => {
                self.in_flight.push_front(command);
                ListingSizes(Patience::WITH_MESSAGES)
            }
            (Answer, Some(command @ Uidl(None)), Input::Ok(_)) => {
                self.in_flight.push_front(command);
                ListingUniqueIds(Patience::WITH_MESSAGES)
            }
            (ListingSizes(patience), Some(command), Input::Item(line)) => {
                self.in_flight.push_front(command);
                self.size_listed(patience, &line)
            }
            (ListingUniqueIds(patience), Some(command), Input::Item(line)) => {
                self.in_flight.push_front(command);
                self.unique_id_listed(patience, &line)
            }
            (ListingSizes(_), Some(_), Input::EndOfItems) => self.after(Event::ListingEnded),
            (ListingUniqueIds(_), Some(_), Input::EndOfItems) => self.after(Event::UniqueIdsEnded),

            (Answer, Some(command @ Retr(number)), Input::Ok(text)) => {
                self.in_flight.push_front(command);
                self.message_started(number, Extent::Whole, size_hint(&text))
            }
            (Answer, Some(command @ Top(number, _)), Input::Ok(_)) => {
                self.in_flight.push_front(command);
                self.message_started(number, Extent::Top, None)
            }
            (Message(number, extent, decoder), Some(command), Input::Message(bytes, ended)) => {
                self.chunk_came(number, bytes);
                if ended {
                    self.message_ended(number, extent, &decoder)
                } else {
                    self.in_flight.push_front(command);
                    Message(number, extent, decoder)
                }
            }

            (Answer, Some(Noop), Input::Ok(_)) => self.after(Event::NoopAnswered),
            (Answer, Some(Rset), Input::Ok(_)) => self.after(Event::DeletionsReset),
            (Answer, Some(Dele(number)), Input::Ok(_)) => self.after(Event::DeletionMarked { number }),
            (Answer, Some(Quit), Input::Ok(_)) => {
                self.events.push_back(Event::LoggedOut);
                Closed
            }
            (Answer, Some(Quit), Input::Err(reply)) => {
                self.events.push_back(Event::Refused {
                    command: CommandKind::Quit,
                    reply,
                });
                Closed
            }
            (Answer, Some(command), Input::Err(reply)) => self.after(Event::Refused {
                command: command.kind(),
                reply,
            }),

            (_, _, Input::Challenge(_)) => self.fail(SessionError::Violation(Violation::UnexpectedChallenge)),
            // `read` makes no other pairs of state and input; ending is the safe answer to an impossible one.
            _ => self.fail(SessionError::ConnectionLost(Awaiting::Nothing)),
        };
    }

    fn fail(&mut self, error: SessionError) -> State {
        self.forget_queue();
        self.in_flight.clear();
        self.outbound.clear();
        self.inbound.clear();
        self.events.push_back(Event::Failed(error));
        State::Closed
    }

    /// What was meant for after a step that was refused must not be sent without it.
    fn forget_queue(&mut self) {
        self.queued.clear();
        self.follow_up = None;
        self.heading = Phase::Authorization;
    }

    fn after(&mut self, event: Event) -> State {
        self.events.push_back(event);
        State::Answer
    }

    /// Answers a challenge, or calls the log-in off.
    fn challenged(&mut self, mut dialogue: Box<Dialogue>, text: &[u8]) -> State {
        match dialogue.answer(text) {
            Ok(answered) => {
                if answered == Answered::Again {
                    self.tell(Quirk::InitialResponseIgnored);
                }
                self.follow_up = Some(Command::Auth(dialogue));
            }
            Err(error) if error.ends_session() => {
                return self.fail(SessionError::Violation(Violation::LogIn(error)));
            }
            Err(error) => self.follow_up = Some(Command::Cancel(error)),
        }
        State::Answer
    }

    fn greeted(&mut self, text: &[u8]) -> State {
        self.after(Event::GreetingReceived {
            text: printable(text, MAX_GREETING_CHARACTERS),
            apop_timestamp: ApopTimestamp::find(text),
        })
    }

    fn capability(&mut self, mut found: Capabilities, patience: Patience, line: &[u8]) -> State {
        let Some(patience) = patience.after(line) else {
            return self.endless(Patience::WITH_CAPABILITIES);
        };
        if let Err(quirk) = found.add(line) {
            self.tell(quirk);
        }
        State::ListingCapabilities(found, patience)
    }

    fn counted(&mut self, text: &[u8]) -> State {
        let Some((messages, octets)) = stat(text) else {
            let excerpt = excerpt(text);
            return self.fail(SessionError::Violation(Violation::MalformedStat { excerpt }));
        };
        if octets.is_none() {
            self.tell(Quirk::StatWithoutSize);
        }
        self.messages = Some(messages);
        self.after(Event::StatReceived {
            messages,
            octets: octets.unwrap_or_default(),
        })
    }

    fn size_listed(&mut self, patience: Patience, line: &[u8]) -> State {
        let Some(patience) = patience.after(line) else {
            return self.endless(Patience::WITH_MESSAGES);
        };
        if let Some((number, octets)) = self.telling(|tell| scan_listing(line, tell)) {
            self.compare_with_count(number);
            self.events.push_back(Event::Listed { number, octets });
        }
        State::ListingSizes(patience)
    }

    fn unique_id_listed(&mut self, patience: Patience, line: &[u8]) -> State {
        let Some(patience) = patience.after(line) else {
            return self.endless(Patience::WITH_MESSAGES);
        };
        if let Some((number, uidl)) = self.telling(|tell| unique_id_listing(line, tell)) {
            self.compare_with_count(number);
            self.events.push_back(Event::UniqueIdListed { number, uidl });
        }
        State::ListingUniqueIds(patience)
    }

    fn sized(&mut self, asked: MessageNumber, text: &[u8]) -> State {
        match self.telling(|tell| scan_listing(text, tell)) {
            Some((answered, _)) if answered != asked => self.other_message(asked, answered),
            Some((number, octets)) => {
                self.events.push_back(Event::Listed { number, octets });
                self.after(Event::ListingEnded)
            }
            None => self.after(Event::ListingEnded),
        }
    }

    fn identified(&mut self, asked: MessageNumber, text: &[u8]) -> State {
        match self.telling(|tell| unique_id_listing(text, tell)) {
            Some((answered, _)) if answered != asked => self.other_message(asked, answered),
            Some((number, uidl)) => {
                self.events.push_back(Event::UniqueIdListed { number, uidl });
                self.after(Event::UniqueIdsEnded)
            }
            None => self.after(Event::UniqueIdsEnded),
        }
    }

    fn other_message(&mut self, asked: MessageNumber, answered: MessageNumber) -> State {
        self.fail(SessionError::Violation(Violation::OtherMessage {
            asked,
            answered,
        }))
    }

    fn endless(&mut self, patience: Patience) -> State {
        let Patience { lines, octets } = patience;
        self.fail(SessionError::Violation(Violation::ListingTooLong {
            lines,
            octets,
        }))
    }

    fn compare_with_count(&mut self, number: MessageNumber) {
        if self.messages.is_some_and(|messages| number.value() > messages) {
            self.tell(Quirk::NumberBeyondCount);
        }
    }

    fn message_started(&mut self, number: MessageNumber, extent: Extent, octets: Option<Octets>) -> State {
        self.events.push_back(Event::MessageStarted {
            number,
            extent,
            octets,
        });
        State::Message(number, extent, MessageDecoder::new())
    }

    fn chunk_came(&mut self, number: MessageNumber, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.events.push_back(Event::MessageChunk { number, bytes });
        }
    }

    fn message_ended(&mut self, number: MessageNumber, extent: Extent, decoder: &MessageDecoder) -> State {
        let seen = [
            (decoder.bare_lf_end, Quirk::BareLf),
            (decoder.is_bare_lf(), Quirk::BareLfMessage),
            (decoder.dot_not_doubled, Quirk::DotNotDoubled),
        ];
        seen.into_iter()
            .filter(|(seen, _)| *seen)
            .for_each(|(_, quirk)| self.tell(quirk));
        self.after(Event::MessageEnded { number, extent })
    }
}
