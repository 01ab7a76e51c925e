//! Opens every file of a folder as a message, as the reader does, and prints what was read as JSON lines: for whoever
//! wants to compare it with what other programs read (`benches/agreement`). It must not write anywhere else.

#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use restante::mail::{self, Address, Body, RemoteImages};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// More text than this tells nobody anything new.
const MOST_CHARACTERS: usize = 300_000;

#[derive(Debug, Parser)]
struct Options {
    /// Where the messages are, one a file, in folders as deep as one likes.
    folder: PathBuf,
}

fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let mut files = Vec::new();
    collect(&options.folder, &mut files)?;
    files.sort();
    for file in files {
        let original = std::fs::read(&file)?;
        let name = file.strip_prefix(&options.folder).unwrap_or(&file);
        println!("{}", opened(name, &original));
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn opened(name: &Path, original: &[u8]) -> Value {
    let begin = Instant::now();
    let opened = mail::open(original, RemoteImages::Blocked);
    let took_ms = begin.elapsed().as_millis();
    let (shown, text) = match &opened.body {
        Body::Empty => ("nothing", String::new()),
        Body::Html { html, .. } => ("html", without_pictures(html)),
        Body::Text(blocks) => {
            let spans = blocks.iter().map(|block| {
                let spans = block.spans.iter().map(|span| span.text.as_str());
                spans.collect::<String>() + "\n"
            });
            ("plain", spans.collect())
        }
    };
    let attachments = opened.attachments.iter().map(|found| {
        let bytes = mail::attachment(original, found.part).unwrap_or_default();
        json!({
            "name": found.name,
            "type": found.media_type,
            "inner": found.part >= 1 << 16,
            "octets": found.octets.0,
            "sha256": hash(&bytes),
            "sha256_of_lines": hash(&in_lines(&bytes)),
        })
    });
    json!({
        "file": name.to_string_lossy(),
        "ms": took_ms,
        "subject": opened.subject,
        "from": people(std::slice::from_ref(&opened.from)),
        "to": people(&opened.to),
        "cc": people(&opened.cc),
        "date": opened.date.map(|date| date.0),
        "shown": shown,
        "text": text.chars().take(MOST_CHARACTERS).collect::<String>(),
        "attachments": attachments.collect::<Vec<_>>(),
        "notes": opened.notes.iter().map(|note| format!("{note:?}")).collect::<Vec<_>>(),
        "report": opened.report.is_some(),
    })
}

fn people(people: &[Address]) -> Value {
    people
        .iter()
        .map(|person| json!([person.name, person.address]))
        .collect()
}

/// A page without the bytes of its pictures.
fn without_pictures(html: &str) -> String {
    let mut pieces = html.split("\"data:");
    let mut kept = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        kept.push('"');
        kept.push_str(piece.split_once('"').map_or("", |(_, after)| after));
    }
    kept
}

/// Text with one kind of line end, and none at its end: parsers differ in them.
fn in_lines(bytes: &[u8]) -> Vec<u8> {
    let kept = bytes
        .iter()
        .copied()
        .filter(|&byte| byte != b'\r')
        .collect::<Vec<_>>();
    kept.trim_ascii_end().to_vec()
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
