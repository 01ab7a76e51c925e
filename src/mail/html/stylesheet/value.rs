//! The value of a declaration, written anew token by token. It must know every token that it writes: addresses,
//! blocks, escapes and whatever else come up end the value.

use cssparser::{ParseError, Parser, Token};

use crate::mail::style;

/// Functions in functions.
const MOST_DEPTH: u8 = 4;
const MOST_OCTETS: usize = 400;
const LARGEST_NUMBER: f64 = 100_000.0;

/// A value without its `!important`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) is_important: bool,
}

/// The value as far as `input` goes; `None` when something in it has no place in a mail.
pub(super) fn text(input: &mut Parser<'_>) -> Option<Value> {
    let mut text = String::new();
    let is_important = write(input, &mut text, 0)?;
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(Value { text, is_important })
}

/// Whether `!important` ended it.
fn write(input: &mut Parser<'_>, text: &mut String, depth: u8) -> Option<bool> {
    let mut is_after_word = false;
    while let Ok(token) = input.next_including_whitespace() {
        let token = token.clone();
        // Comments stood between them.
        if is_after_word && is_word(&token) {
            text.push(' ');
        }
        is_after_word = is_word(&token);
        match token {
            Token::WhiteSpace(_) => text.push(' '),
            Token::Comma => text.push(','),
            Token::Delim('/') => text.push('/'),
            Token::Delim(sign @ ('+' | '-')) => text.extend([' ', sign, ' ']),
            Token::Delim('!') if depth == 0 => {
                input.expect_ident_matching("important").ok()?;
                return input.is_exhausted().then_some(true);
            }
            Token::Ident(name) => text.push_str(is_name(&name).then_some(&*name)?),
            Token::Hash(name) | Token::IDHash(name) => {
                text.push('#');
                text.push_str(name.chars().all(|c| c.is_ascii_hexdigit()).then_some(&*name)?);
            }
            Token::QuotedString(name) => {
                let plain = |c: char| c.is_alphanumeric() || " -_.".contains(c);
                text.push('"');
                text.push_str(name.chars().all(plain).then_some(&*name)?);
                text.push('"');
            }
            Token::Number { value, .. } => number(text, f64::from(value))?,
            Token::Percentage { unit_value, .. } => {
                number(text, f64::from(unit_value) * 100.0)?;
                text.push('%');
            }
            Token::Dimension { value, unit, .. } => {
                number(text, f64::from(value))?;
                let is_unit = unit.len() <= 5 && unit.chars().all(|c| c.is_ascii_alphabetic());
                text.push_str(is_unit.then_some(&*unit)?);
            }
            Token::Function(name) if style::is_function(&name) => function(&name, input, text, depth)?,
            // A colour beside it may be kept.
            Token::Function(_) | Token::UnquotedUrl(_) => text.push_str("picture()"),
            _ => return None,
        }
        if text.len() > MOST_OCTETS {
            return None;
        }
    }
    Some(false)
}

fn function(name: &str, input: &mut Parser<'_>, text: &mut String, depth: u8) -> Option<()> {
    if depth >= MOST_DEPTH {
        return None;
    }
    text.push_str(&name.to_ascii_lowercase());
    text.push('(');
    let inner = input.parse_nested_block(|input| {
        let done = write(input, text, depth + 1);
        done.ok_or_else(|| ParseError::<()>::custom(()))
    });
    text.push(')');
    inner.ok().map(drop)
}

const fn is_word(token: &Token<'_>) -> bool {
    matches!(
        token,
        Token::Ident(_)
            | Token::Hash(_)
            | Token::IDHash(_)
            | Token::QuotedString(_)
            | Token::Number { .. }
            | Token::Percentage { .. }
            | Token::Dimension { .. }
            | Token::Function(_)
            | Token::UnquotedUrl(_)
    )
}

/// A word that is read as one again.
fn is_name(name: &str) -> bool {
    let starts = name
        .trim_start_matches('-')
        .starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// To a thousandth, which is as fine as a mail needs it, and reads the same the next time. Written as whole numbers:
/// what writes any other weighs more than the rest of this file.
fn number(text: &mut String, value: f64) -> Option<()> {
    if value.abs() > LARGEST_NUMBER || value.is_nan() {
        return None;
    }
    let thousandths = (value * 1000.0).round() as i64;
    if thousandths < 0 {
        text.push('-');
    }
    let thousandths = thousandths.unsigned_abs();
    text.push_str(&(thousandths / 1000).to_string());
    let mut rest = thousandths % 1000;
    if rest > 0 {
        text.push('.');
        for unit in [100, 10, 1] {
            if rest > 0 {
                text.extend(char::from_digit((rest / unit) as u32, 10));
                rest %= unit;
            }
        }
    }
    Some(())
}
