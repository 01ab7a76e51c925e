//! What is in an attachment, as plain data that can be looked at without opening the file. It must be told by the bytes,
//! never by what their sender calls them, and must not hold anything that acts.

use crate::mail::calendar::{self, Calendar};
use crate::mail::card::{self, Cards};
use crate::mail::{attached, parts};

/// What can be looked at in the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// A calendar.
    Calendar(Calendar),
    /// Contact cards.
    Cards(Cards),
}

/// What is in an attachment; `None` where there is no such part, or it can only be saved.
#[must_use]
pub fn preview(original: &[u8], part: u32) -> Option<Preview> {
    let bytes = attached::attachment(original, part)?;
    let (_, parts) = parts::parts(original);
    let place = usize::try_from(part).ok()?;
    let charset = parts.get(place).and_then(|part| part.charset.as_deref());
    let calendar = calendar::read(&bytes, charset).map(Preview::Calendar);
    calendar.or_else(|| card::read(&bytes, charset).map(Preview::Cards))
}
