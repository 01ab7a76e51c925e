//! Where real servers bend the protocol and are understood all the same. Each leniency has a name here, so that none
//! is silent; what is not named is a violation.

/// A server's way of bending POP3 that was tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Quirk {
    /// A line ended in LF alone (RFC 1939 §3 wants CRLF).
    BareLf,
    /// A status line was longer than 512 octets (RFC 1939 §3).
    OverlongLine,
    /// Octets above 127 in a status line or a listing.
    EightBitLine,
    /// `+ok` or `-err` instead of upper case.
    LowercaseStatus,
    /// Text follows `+OK` or `-ERR` without a space.
    StatusGluedToText,
    /// The connection ended right after a `-ERR` line without line end.
    RefusalWithoutLineEnd,
    /// `+OK` in front of a line of a listing.
    OkInsideListing,
    /// Several spaces, tabs, or spaces at the edge of a listing's line.
    OddSpacing,
    /// A line of a listing had no usable message number or size and was passed over.
    ListingLineIgnored,
    /// A listing held a number above the count that `STAT` gave. It is passed on: a wrong `STAT` must not hide mail.
    NumberBeyondCount,
    /// `STAT` gave no usable size; it counts as 0.
    StatWithoutSize,
    /// A unique id was empty; the message has none.
    UidlEmpty,
    /// A unique id was longer than the 70 characters of RFC 1939 §7.
    UidlLong,
    /// A unique id was longer than can be kept; the message has none.
    UidlTooLong,
    /// A unique id held octets outside 0x21 to 0x7E.
    UidlOddOctets,
    /// A line of a message began with a single dot that was not doubled; as RFC 1939 §3 says, it is dropped.
    DotNotDoubled,
    /// The terminator hung on the last line of a message, and nothing came after it (Exchange 2000).
    TerminatorGlued,
    /// All lines of a message ended in LF alone, so LF counted as line end in finding its end.
    BareLfMessage,
    /// One of the six response codes came although `RESP-CODES` was not announced.
    ResponseCodeUnannounced,
    /// `AUTH` was answered with `+` although the initial response had been sent; it was sent again.
    InitialResponseIgnored,
    /// A capability had arguments that make no sense; it counts as not announced.
    CapabilityMalformed,
}

impl Quirk {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::BareLf,
        Self::OverlongLine,
        Self::EightBitLine,
        Self::LowercaseStatus,
        Self::StatusGluedToText,
        Self::RefusalWithoutLineEnd,
        Self::OkInsideListing,
        Self::OddSpacing,
        Self::ListingLineIgnored,
        Self::NumberBeyondCount,
        Self::StatWithoutSize,
        Self::UidlEmpty,
        Self::UidlLong,
        Self::UidlTooLong,
        Self::UidlOddOctets,
        Self::DotNotDoubled,
        Self::TerminatorGlued,
        Self::BareLfMessage,
        Self::ResponseCodeUnannounced,
        Self::InitialResponseIgnored,
        Self::CapabilityMalformed,
    ];
}

/// Which quirks a session has told already: each is told once, so that a strange server cannot flood the log.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct QuirksTold(u32);

impl QuirksTold {
    /// `true` the first time.
    pub(crate) const fn is_news(&mut self, quirk: Quirk) -> bool {
        let bit = 1 << quirk as u8;
        let news = self.0 & bit == 0;
        self.0 |= bit;
        news
    }
}
