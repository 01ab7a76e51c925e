//! The one look that the bridge takes at the bytes of a tunnel: whether they begin like what the port is for. It keeps
//! no more of them than that takes, and nothing afterwards.

use std::mem;

/// How the bytes of one side begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// A handshake record (RFC 8446 §5.1): type 22, version 3.x, two octets of length, and in it a ClientHello (type 1).
    TlsHello,
    /// What a POP3 server says first (RFC 1939 §3): that it is ready, or why it is not.
    Pop3Greeting,
    /// What an SMTP server says first (RFC 5321 §3.1, §3.8): a reply of three digits.
    SmtpGreeting,
}

/// What may be at one place.
#[derive(Clone, Copy, Debug)]
enum Octet {
    Is(u8),
    Digit,
    Any,
}

use Octet::{Any, Digit, Is};

impl Beginning {
    /// The ways to begin; one of them must be followed.
    const fn ways(self) -> &'static [&'static [Octet]] {
        match self {
            Self::TlsHello => &[&[Is(22), Is(3), Any, Any, Any, Is(1)]],
            Self::Pop3Greeting => &[
                &[Is(b'+'), Is(b'O'), Is(b'K')],
                &[Is(b'-'), Is(b'E'), Is(b'R'), Is(b'R')],
            ],
            Self::SmtpGreeting => &[
                &[Is(b'2'), Digit, Digit],
                &[Is(b'4'), Digit, Digit],
                &[Is(b'5'), Digit, Digit],
            ],
        }
    }
}

/// Watches that a side begins as it must.
#[derive(Debug)]
pub(crate) struct Watch {
    /// What is waited for; nothing any more once it was there.
    wanted: Option<Beginning>,
    seen: Vec<u8>,
}

impl Watch {
    pub(crate) const fn for_(wanted: Option<Beginning>) -> Self {
        Self {
            wanted,
            seen: Vec::new(),
        }
    }

    /// Whether all that is to be seen was seen.
    pub(crate) const fn is_over(&self) -> bool {
        self.wanted.is_none()
    }

    /// Whether this side may go on with `bytes`.
    pub(crate) fn admits(&mut self, bytes: &[u8]) -> bool {
        let Some(wanted) = self.wanted else {
            return true;
        };
        let longest = wanted.ways().iter().map(|way| way.len()).max().unwrap_or(0);
        let missing = longest.saturating_sub(self.seen.len());
        self.seen.extend(bytes.iter().take(missing));
        let fits = |way: &&&[Octet]| way.iter().zip(&self.seen).all(|(octet, byte)| octet.is(*byte));
        match wanted.ways().iter().find(fits) {
            Some(way) => {
                if self.seen.len() >= way.len() {
                    self.wanted = None;
                    drop(mem::take(&mut self.seen));
                }
                true
            }
            None => false,
        }
    }
}

impl Octet {
    const fn is(self, byte: u8) -> bool {
        match self {
            Is(wanted) => wanted == byte,
            Digit => byte.is_ascii_digit(),
            Any => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: [u8; 8] = [22, 3, 1, 2, 0, 1, 0, 1];

    fn admits(beginning: Beginning, bytes: &[u8]) -> bool {
        let whole = Watch::for_(Some(beginning)).admits(bytes);
        let mut watch = Watch::for_(Some(beginning));
        let byte_by_byte = bytes.iter().all(|byte| watch.admits(&[*byte]));
        assert_eq!(whole, byte_by_byte, "{bytes:?}");
        whole
    }

    #[test]
    fn what_a_port_is_for_passes_whole_and_byte_by_byte() {
        for (beginning, bytes) in [
            (Beginning::TlsHello, &HELLO[..]),
            (Beginning::Pop3Greeting, b"+OK POP3 ready <1.2@example.org>\r\n"),
            (Beginning::Pop3Greeting, b"+OK\r\n"),
            (Beginning::Pop3Greeting, b"-ERR [SYS/TEMP] later\r\n"),
            (Beginning::SmtpGreeting, b"220 mail.example.org ESMTP\r\n"),
            (Beginning::SmtpGreeting, b"220-mail.example.org\r\n220 ESMTP\r\n"),
            (Beginning::SmtpGreeting, b"421 too many connections\r\n"),
            (Beginning::SmtpGreeting, b"554 no\r\n"),
        ] {
            assert!(admits(beginning, bytes), "{beginning:?}: {bytes:?}");
        }
    }

    #[test]
    fn what_comes_after_is_nobodys_business() {
        for (beginning, first) in [
            (Beginning::TlsHello, &HELLO[..]),
            (Beginning::Pop3Greeting, b"+OK"),
            (Beginning::SmtpGreeting, b"220"),
        ] {
            let mut watch = Watch::for_(Some(beginning));
            assert!(watch.admits(first) && watch.is_over());
            assert!(watch.admits(b"GET / HTTP/1.1\r\n"));
        }
    }

    #[test]
    fn nothing_else_passes() {
        let others: [(Beginning, &[&[u8]]); 3] = [
            (
                Beginning::TlsHello,
                &[
                    b"GET / HTTP/1.1\r\n",
                    b"EHLO x\r\n",
                    b"\x16\x03\x01\x00\x05\x02",
                    b"\x15\x03\x01",
                ],
            ),
            (
                Beginning::Pop3Greeting,
                &[
                    b"HTTP/1.1 400 Bad Request\r\n",
                    b"SSH-2.0-OpenSSH\r\n",
                    b"* OK IMAP4rev1\r\n",
                    b"+PONG\r\n",
                    b"-ER?",
                    b"220 mail.example.org\r\n",
                    b"\r\n+OK",
                ],
            ),
            (
                Beginning::SmtpGreeting,
                &[
                    b"HTTP/1.1 400 Bad Request\r\n",
                    b"+OK\r\n",
                    b"354 go ahead\r\n",
                    b"22x",
                ],
            ),
        ];
        for (beginning, refused) in others {
            for bytes in refused {
                assert!(!admits(beginning, bytes), "{beginning:?}: {bytes:?}");
            }
        }
    }

    #[test]
    fn anything_passes_where_nothing_is_wanted() {
        assert!(Watch::for_(None).admits(b"USER demo\r\n"));
    }
}
