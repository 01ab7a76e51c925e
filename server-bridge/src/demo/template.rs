//! Turns a readable message source into the bytes that a mail server would hold.
//! Invents nothing: what a source does not say, only the delivering server could have added.
//!
//! A source is a message as one would like to read it: UTF-8, line feeds, no transfer encoding. On the way out
//!
//! - `{{3d 09:14}}` becomes a date (see [`moment`]), `{{3d 09:14|%-d %B}}` one in another form;
//! - header fields become encoded words (RFC 2047) and parameters (RFC 2231) in the charset of the message;
//! - each part is put into the charset and the transfer encoding that its own header declares;
//! - a body that consists of `@name` becomes that asset;
//! - the delivering server's lines are put on top, unless the source brings its own `Received`.
//!
//! A source that begins with `%raw` is hand-made: it keeps its bytes, apart from dates and line ends, and `␤` is a bare LF.

use std::fmt;

use time::OffsetDateTime;

use crate::demo::{assets, moment};

mod encode;

/// A message that is ready to be served.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// What its `Date` says.
    pub(crate) sent: OffsetDateTime,
    /// Its bytes; end in CRLF.
    pub(crate) source: Vec<u8>,
}

/// Makes the message that `text` describes, as if the demo started `now`.
pub(crate) fn assemble(text: &str, now: OffsetDateTime) -> Result<Assembled, TemplateError> {
    let date = text
        .lines()
        .find_map(|line| line.strip_prefix("Date: {{"))
        .and_then(|rest| rest.split_once("}}"));
    let (when, _) = date.ok_or(TemplateError::Undated)?;
    let sent = moment::moment(when, now).ok_or_else(|| TemplateError::Moment(when.into()))?;
    let filled = filled(text, now)?;
    let source = match filled.strip_prefix("%raw\n") {
        Some(raw) => raw.replace('\n', "\r\n").replace("␤\r\n", "\n").into_bytes(),
        None => Assembly::new(&filled, sent).assemble(&filled)?,
    };
    Ok(Assembled { sent, source })
}

/// The text with its dates filled in.
fn filled(text: &str, now: OffsetDateTime) -> Result<String, TemplateError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (placeholder, after) = after.split_once("}}").ok_or(TemplateError::Unclosed)?;
        let (when, format) = placeholder.split_once('|').unwrap_or((placeholder, ""));
        let moment = moment::moment(when, now).ok_or_else(|| TemplateError::Moment(placeholder.into()))?;
        let date = match format {
            "" => moment::header_date(moment),
            _ => {
                moment::formatted(moment, format).ok_or_else(|| TemplateError::Moment(placeholder.into()))?
            }
        };
        out.push_str(before);
        out.push_str(&date);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// A message on its way from source to bytes, line by line.
struct Assembly<'a> {
    out: Vec<u8>,
    sent: OffsetDateTime,
    /// What header fields are encoded in.
    charset: &'a str,
    boundaries: Vec<&'a str>,
    part: Part<'a>,
}

/// The part whose lines are being read.
#[derive(Default)]
struct Part<'a> {
    charset: &'a str,
    encoding: &'a str,
    body: Vec<&'a str>,
}

impl<'a> Assembly<'a> {
    fn new(text: &'a str, sent: OffsetDateTime) -> Self {
        let charset = parameter(text, "charset=").unwrap_or("utf-8");
        Self {
            out: Vec::new(),
            sent,
            charset,
            boundaries: Vec::new(),
            part: Part::default(),
        }
    }

    fn assemble(mut self, text: &'a str) -> Result<Vec<u8>, TemplateError> {
        self.delivery(text);
        let mut in_header = true;
        for line in text.lines() {
            let boundary = line
                .strip_prefix("--")
                .map(|rest| rest.strip_suffix("--").unwrap_or(rest));
            if boundary.is_some_and(|boundary| self.boundaries.contains(&boundary)) {
                self.end_part()?;
                self.line(line.as_bytes());
                in_header = !line.ends_with("--");
            } else if in_header && line.is_empty() {
                self.line(b"");
                in_header = false;
            } else if in_header {
                self.header_line(line)?;
            } else {
                self.part.body.push(line);
            }
        }
        self.end_part()?;
        Ok(self.out)
    }

    /// What the delivering server, and the sender's mailer, write into every message.
    fn delivery(&mut self, text: &str) {
        let header = text.split("\n\n").next().unwrap_or_default();
        if !header.contains("Received:") {
            let from = header
                .split("From: ")
                .nth(1)
                .and_then(|from| from.lines().next())
                .unwrap_or_default();
            let address = from.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
            let domain = address.rsplit('@').next().unwrap_or_default();
            let host = domain
                .bytes()
                .fold(7_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
            self.out
                .extend(way(address, domain, host, self.sent).into_bytes());
        }
        if header.contains("Content-Type:") && !header.contains("MIME-Version:") {
            self.line(b"MIME-Version: 1.0");
        }
    }

    fn header_line(&mut self, line: &'a str) -> Result<(), TemplateError> {
        if let Some(boundary) = parameter(line, "boundary=") {
            self.boundaries.push(boundary);
        }
        if let Some(charset) = parameter(line, "charset=") {
            self.part.charset = charset;
        }
        if let Some(encoding) = line.strip_prefix("Content-Transfer-Encoding: ") {
            self.part.encoding = encoding;
        }
        let line = encode::header_line(line, self.charset)?;
        self.line(line.as_bytes());
        Ok(())
    }

    /// Writes out what was read of a part's body.
    fn end_part(&mut self) -> Result<(), TemplateError> {
        let part = std::mem::take(&mut self.part);
        let content = match part.body.as_slice() {
            [only] if only.starts_with('@') => assets::asset(only.trim_start_matches('@'))
                .ok_or_else(|| TemplateError::Asset((*only).into()))?,
            lines => {
                let text: String = lines.iter().flat_map(|line| [*line, "\r\n"]).collect();
                encode::charset(&text, part.charset)?.into()
            }
        };
        let content = encode::transfer(&content, part.encoding);
        self.out.extend_from_slice(&content);
        if !content.is_empty() && !content.ends_with(b"\r\n") {
            self.line(b"");
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8]) {
        self.out.extend_from_slice(line);
        self.out.extend_from_slice(b"\r\n");
    }
}

/// The lines of three hops: from the writer's computer to a server of the sender's domain, from there to the demo's, and
/// into the mailbox. What the demo's server checked stands above the line that it took the message with.
fn way(address: &str, domain: &str, host: u8, sent: OffsetDateTime) -> String {
    let after = |seconds: i64| moment::header_date(sent + time::Duration::seconds(seconds));
    let (handed_in, taken, kept) = (
        after(1),
        after(2 + i64::from(host % 40)),
        after(3 + i64::from(host % 40)),
    );
    format!(
        "Return-Path: <{address}>\r\n\
         Delivered-To: ada@fairweather.example\r\n\
         Received: from mx.fairweather.example ([127.0.0.1])\r\n\
         \tby store.fairweather.example with LMTP id {host:02x}9fKw\r\n\
         \tfor <ada@fairweather.example>; {kept}\r\n\
         Authentication-Results: mx.fairweather.example;\r\n\
         \tspf=pass smtp.mailfrom={domain};\r\n\
         \tdkim=pass header.d={domain} header.s=tide;\r\n\
         \tdmarc=pass header.from={domain}\r\n\
         Received: from mail.{domain} (mail.{domain} [192.0.2.{host}])\r\n\
         \t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\
         \tby mx.fairweather.example (Postfix) with ESMTPS id 4Xk{host:02x}R2z\r\n\
         \tfor <ada@fairweather.example>; {taken}\r\n\
         Received: from [192.168.1.{host}] (unknown [198.51.100.{host}])\r\n\
         \tby mail.{domain} with ESMTPSA id t{host:02x}; {handed_in}\r\n"
    )
}

/// The value of the first `name=value` or `name="value"`.
fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = text.split_once(name)?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([';', '\n', ' ']).next(),
    }
}

/// A mistake in a message source.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    /// No `Date: {{…}}`.
    Undated,
    /// `{{` without `}}`.
    Unclosed,
    /// Not a point in time, or not a form for one.
    Moment(String),
    /// No asset has that name.
    Asset(String),
    /// No charset has that name, or it lacks a character that the text has.
    Charset(String),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undated => write!(f, "no date"),
            Self::Unclosed => write!(f, "an open placeholder"),
            Self::Moment(text) => write!(f, "not a date: {text}"),
            Self::Asset(name) => write!(f, "no such asset: {name}"),
            Self::Charset(name) => write!(f, "text does not fit its charset: {name}"),
        }
    }
}

#[cfg(test)]
mod tests;
