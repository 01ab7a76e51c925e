//! The charsets and the transfer encodings of mail, from Unicode outwards.
//! Refuses text that a charset cannot hold, instead of sending question marks.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use encoding_rs::Encoding;
use mail_builder::encoders::{base64::Base64Encoder, quoted_printable::QuotedPrintableEncoder};

use super::TemplateError;

/// The text in a charset; without a name, in UTF-8.
pub(super) fn charset(text: &str, name: &str) -> Result<Vec<u8>, TemplateError> {
    if name.is_empty() {
        return Ok(text.as_bytes().to_vec());
    }
    let encoding = Encoding::for_label(name.as_bytes()).ok_or_else(|| TemplateError::Charset(name.into()))?;
    match encoding.encode(text) {
        (bytes, _, false) => Ok(bytes.into_owned()),
        (_, _, true) => Err(TemplateError::Charset(name.into())),
    }
}

/// The content in a transfer encoding (RFC 2045 §6); as it is, when the encoding says so.
pub(super) fn transfer<'a>(content: &'a [u8], encoding: &str) -> Cow<'a, [u8]> {
    let mut out = Vec::with_capacity(content.len() * 3 / 2);
    match encoding {
        "base64" => Base64Encoder::new().wrap_lines().encode_into(content, &mut out),
        "quoted-printable" => QuotedPrintableEncoder::new()
            .preserve_line_breaks()
            .encode_into(content, &mut out),
        _ => return content.into(),
    };
    out.into()
}

/// A line of a header, with everything beyond ASCII encoded where RFC 2047 and RFC 2231 allow it.
pub(super) fn header_line(line: &str, name: &str) -> Result<String, TemplateError> {
    if line.is_ascii() {
        return Ok(line.to_owned());
    }
    for parameter in ["filename=\"", "name=\""] {
        if let Some((before, value)) = line.split_once(parameter) {
            let (value, after) = value.split_once('"').unwrap_or((value, ""));
            let parameter = parameter.trim_end_matches("=\"");
            let value = percent_encoded(&charset(value, name)?);
            return Ok(format!("{before}{parameter}*={name}''{value}{after}"));
        }
    }
    let (field, value) = match line.split_once(": ") {
        Some((field, value)) => (format!("{field}: "), value),
        None => (" ".to_owned(), line.trim_start()),
    };
    let (phrase, address) = match value.rsplit_once(" <") {
        Some((phrase, address)) => (phrase.trim_matches('"'), format!(" <{address}")),
        None => (value, String::new()),
    };
    Ok(format!("{field}{}{address}", encoded_words(phrase, name)?))
}

/// The phrase as encoded words, each on a line of its own and none longer than 75 (RFC 2047 §2).
fn encoded_words(phrase: &str, name: &str) -> Result<String, TemplateError> {
    let is_mostly_ascii = phrase.chars().filter(char::is_ascii).count() * 2 > phrase.chars().count();
    let word = |text: &str| -> Result<String, TemplateError> {
        let bytes = charset(text, name)?;
        Ok(match is_mostly_ascii {
            true => format!("=?{name}?Q?{}?=", q_encoded(&bytes)),
            false => format!("=?{name}?B?{}?=", STANDARD.encode(bytes)),
        })
    };
    let mut words = Vec::new();
    let mut text = String::new();
    for character in phrase.chars() {
        let shorter = text.len();
        text.push(character);
        if word(&text)?.len() > ENCODED_WORD_LIMIT {
            let last = text.split_off(shorter);
            words.push(word(&text)?);
            text = last;
        }
    }
    words.push(word(&text)?);
    Ok(words.join("\r\n "))
}

/// Leaves room on the first line for the field name.
const ENCODED_WORD_LIMIT: usize = 64;

fn q_encoded(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b' ' => "_".to_owned(),
        byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
        byte => format!("={byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

fn percent_encoded(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-._".contains(byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}
