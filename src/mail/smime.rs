//! The words in an S/MIME wrapper that is only signed (RFC 8551 §3.5.2, RFC 5652 §5): anybody can read them. It must not
//! say anything of the signature, and goes no deeper than the wrapper has levels.

use crate::mail::parts::Part;

/// 1.2.840.113549.1.7.2: signed data.
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// 1.2.840.113549.1.7.1: any data.
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const IDENTIFIER: u8 = 0x06;
const OCTETS_IN_PIECES: u8 = 0x24;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONTENT: u8 = 0xa0;

/// Whether a part is such a wrapper, or one that is locked.
pub(super) fn is_wrapper(part: &Part<'_>) -> bool {
    part.main_type == "application" && ["pkcs7-mime", "x-pkcs7-mime"].contains(&part.subtype.as_str())
}

/// What is in a wrapper, as it was before it was signed.
pub(super) fn content(wrapper: &[u8]) -> Option<Vec<u8>> {
    let mut info = Ber(wrapper).inside(SEQUENCE)?;
    info.value(IDENTIFIER).filter(|id| *id == SIGNED_DATA)?;
    let mut signed = info.inside(CONTENT)?.inside(SEQUENCE)?;
    let _version = signed.value(INTEGER)?;
    let _digests = signed.value(SET)?;
    let mut inside = signed.inside(SEQUENCE)?;
    inside.value(IDENTIFIER).filter(|id| *id == DATA)?;
    inside.inside(CONTENT)?.octets()
}

/// Elements of BER that are read from front to back.
struct Ber<'b>(&'b [u8]);

impl<'b> Ber<'b> {
    fn take(&mut self, octets: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(octets)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A tag and a length; `None` for one that is only known at its end.
    fn head(&mut self) -> Option<(u8, Option<usize>)> {
        let tag = self.byte()?;
        let length = match self.byte()? {
            short @ 0..0x80 => Some(usize::from(short)),
            0x80 => None,
            long @ 0x81..=0x84 => {
                let octets = self.take(usize::from(long & 0x7f))?;
                Some(
                    octets
                        .iter()
                        .fold(0, |length, octet| length << 8 | usize::from(*octet)),
                )
            }
            _ => return None,
        };
        Some((tag, length))
    }

    /// The next element: its tag, and what is in it.
    fn element(&mut self) -> Option<(u8, &'b [u8])> {
        let (tag, length) = self.head()?;
        if let Some(length) = length {
            return Some((tag, self.take(length)?));
        }
        let whole = self.0;
        let mut open = 1_usize;
        loop {
            let used = whole.len() - self.0.len();
            match self.head()? {
                (0, Some(0)) if open == 1 => return Some((tag, whole.get(..used)?)),
                (0, Some(0)) => open -= 1,
                (_, Some(length)) => drop(self.take(length)?),
                (_, None) => open += 1,
            }
        }
    }

    fn value(&mut self, wanted: u8) -> Option<&'b [u8]> {
        self.element()
            .filter(|(tag, _)| *tag == wanted)
            .map(|(_, value)| value)
    }

    fn inside(&mut self, wanted: u8) -> Option<Self> {
        self.value(wanted).map(Self)
    }

    /// Octets, which may come in pieces.
    fn octets(&mut self) -> Option<Vec<u8>> {
        match self.element()? {
            (OCTETS, octets) => Some(octets.to_vec()),
            (OCTETS_IN_PIECES, pieces) => {
                let (mut pieces, mut all) = (Ber(pieces), Vec::new());
                while let Some(piece) = pieces.value(OCTETS) {
                    all.extend_from_slice(piece);
                }
                Some(all)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::content;

    const IDS: [&[u8]; 2] = [super::SIGNED_DATA, super::DATA];

    fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let value = parts.concat();
        [&[tag, u8::try_from(value.len()).unwrap()], value.as_slice()].concat()
    }

    /// The same with its end marked instead of its length said.
    fn endless(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
    }

    fn wrapper(put: fn(u8, &[&[u8]]) -> Vec<u8>, octets: &[u8]) -> Vec<u8> {
        let [signed, data] = IDS.map(|id| element(0x06, &[id]));
        let inside = put(0x30, &[&data, &put(0xa0, &[octets])]);
        let content = put(0x30, &[&[2, 1, 1], &put(0x31, &[]), &inside, &put(0x31, &[])]);
        put(0x30, &[&signed, &put(0xa0, &[&content])])
    }

    #[test]
    fn what_is_only_signed_is_read() {
        let whole = element(0x04, &[b"words"]);
        let pieces = endless(0x24, &[&element(0x04, &[b"wor"]), &element(0x04, &[b"ds"])]);
        for octets in [whole, pieces] {
            assert_eq!(
                content(&wrapper(element, &octets)).as_deref(),
                Some(b"words".as_slice())
            );
            assert_eq!(
                content(&wrapper(endless, &octets)).as_deref(),
                Some(b"words".as_slice())
            );
        }
    }

    #[test]
    fn lengths_that_lie_and_levels_without_end_end() {
        let whole = wrapper(endless, &element(0x04, &[b"words"]));
        for end in 0..whole.len() {
            let _ = content(&whole[..end]);
            let mut changed = whole.clone();
            changed[end] ^= 0x84;
            let _ = content(&changed);
        }
        assert_eq!(content(&[0x30, 0x80].repeat(500_000)), None);
    }
}
