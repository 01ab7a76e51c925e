//! The beginning of what a message says. It must stop as soon as it has enough.

use crate::mail::body::Shape;
use crate::mail::clean::Line;
use crate::mail::guess;
use crate::mail::html;
use crate::mail::parts::Part;

/// What a list has room for.
const CHARACTERS: usize = 160;
/// How much of a plain part, as transported, is looked at.
const PLAIN_OCTETS: usize = 16 * 1024;
/// The same for HTML, which may begin with much that is not text.
const HTML_OCTETS: usize = 256 * 1024;

/// The first own words of a message; where it has none, the first it quotes.
pub(super) fn of(parts: &[Part<'_>], shape: &Shape) -> String {
    let mut quoted = String::new();
    for body in &shape.bodies {
        // The lines of a calendar are nothing that anybody says.
        let is_read = |part: &&Part<'_>| !part.is("text", "calendar");
        if let Some(part) = body.plain.and_then(|place| parts.get(place)).filter(is_read) {
            let text = beginning(part);
            let own = plain(&text, Quotes::Skipped);
            if !own.is_empty() {
                return own;
            }
            if quoted.is_empty() {
                quoted = plain(&text, Quotes::Kept);
            }
        }
        if let Some(part) = body.html.and_then(|place| parts.get(place)) {
            let mut line = Line::new(CHARACTERS);
            let encoded = part.body.get(..HTML_OCTETS).unwrap_or(part.body);
            html::words(
                &guess::page(&part.encoding.decode(encoded), part.charset.as_deref()),
                &mut line,
            );
            if !line.is_empty() {
                return line.finish();
            }
        }
    }
    quoted
}

fn beginning(part: &Part<'_>) -> String {
    let encoded = part.body.get(..PLAIN_OCTETS).unwrap_or(part.body);
    let decoded = part.encoding.decode(encoded);
    guess::text(&decoded, part.charset.as_deref()).into_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Skipped,
    Kept,
}

fn plain(text: &str, quotes: Quotes) -> String {
    let mut words = Line::new(CHARACTERS);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next().filter(|_| !words.is_full()) {
        let is_quote = line.starts_with('>');
        if line == "-- " && !words.is_empty() {
            break;
        }
        let introduces =
            line.trim_end().ends_with(':') && lines.peek().is_some_and(|next| next.starts_with('>'));
        if (is_quote || introduces) && quotes == Quotes::Skipped {
            continue;
        }
        words.gap();
        words.push_str(line.trim_start_matches(['>', ' ']));
    }
    words.finish()
}
