//! POP3 (RFC 1939 and its extensions) as a machine without I/O.
//! It must not know clocks, randomness, sockets or TLS, and never holds a whole message.
//!
//! ```text
//!             receive(bytes)                       send(Intent)
//!                   │                                   │
//!                   ▼                                   ▼
//!   framing: lines, dot-stuffing            queue ─► window ─► commands
//!                   │                                   │
//!                   └──────────► transition ◄───────────┘
//!                                    │
//!                                    ▼
//!                 next() -> Step: Write(bytes) · Event · Want
//!
//!   Greeting ─+OK─► AUTHORIZATION ─LoggedIn─► TRANSACTION ─QUIT─► UPDATE, closed
//!      │              ▲  │ STLS +OK
//!      └-ERR► closed  └──┴► Upgrade (TLS is the caller's)
//! ```
//!
//! Every leniency toward real servers is a [`Quirk`], with a transcript in `tests/transcripts`. What has no name there
//! is a [`Violation`].
//!
//! # Example
//!
//! ```
//! use restante::pop3::{Event, Intent, Session, SessionOptions, Step, Want};
//! use restante::units::MessageNumber;
//!
//! # fn main() -> Result<(), restante::pop3::IntentError> {
//! let mut session = Session::new(SessionOptions::default());
//! session.receive(b"+OK ready\r\n");
//! assert!(matches!(session.next(), Step::Event(Event::GreetingReceived { .. })));
//! assert_eq!(session.next(), Step::Want(Want::Intent));
//!
//! session.send(Intent::Capabilities)?;
//! assert_eq!(session.next(), Step::Write(b"CAPA\r\n".to_vec()));
//! assert_eq!(session.next(), Step::Want(Want::Input));
//! session.receive(b"+OK\r\nUIDL\r\n.\r\n");
//! assert!(matches!(session.next(), Step::Event(Event::CapabilitiesReceived(found)) if found.uidl));
//! # Ok(())
//! # }
//! ```

pub mod auth;
mod capability;
mod command;
mod dialogue;
mod error;
mod event;
mod framing;
mod quirk;
mod response;
mod said;
mod session;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use auth::{ApopTimestamp, LogIn};
pub use capability::{Capabilities, Expire, LoginDelay};
pub use command::{CommandKind, Intent, LanguageTag};
pub use error::{Awaiting, IntentError, LooksLike, SessionError, Violation};
pub use event::{Event, Extent, Step, Want};
pub use quirk::Quirk;
pub use response::{RefusalCause, Reply, ResponseCode};
pub use said::Said;
pub use session::{Session, SessionOptions};
