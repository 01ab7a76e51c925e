//! Files by their first bytes, and names by what they hide.

use super::{Danger, NameTrick, danger, of, tricks};

fn program() -> Vec<u8> {
    let mut bytes = vec![0; 128];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[60] = 64;
    bytes[64..68].copy_from_slice(b"PE\0\0");
    bytes
}

#[test]
fn files_are_told_by_their_bytes() {
    for (bytes, expected) in [
        (b"%PDF-1.7".as_slice(), Some("application/pdf")),
        (b"\x89PNG\r\n\x1a\n\0", Some("image/png")),
        (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
        (b"XXXX\0\0\0\0WEBPVP8 ", None),
        (b"\0\0\0\x18ftypheic", Some("image/heic")),
        (b"\0\0\0\x18ftypisom", Some("video/mp4")),
        (b"BM are two letters", None),
        (
            b"MZ are too, and more than sixty characters follow them here, so there.",
            None,
        ),
        (b"PK\x03\x04....hello.txt", Some("application/zip")),
        (
            b"PK\x03\x04....[Content_Types].xml....word/document.xml",
            Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ),
        (b"  <!DOCTYPE html><p>", Some("text/html")),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg>", Some("image/svg+xml")),
        (b"<?xml version='1.0'?><a>", Some("text/xml")),
        (b"<3 is a heart", None),
        (b"#!/bin/sh\n", Some("text/x-script")),
        (b"Hello", None),
        (b"", None),
    ] {
        assert_eq!(of(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(of(&program()), Some("application/x-msdownload"));
}

#[test]
fn what_a_file_can_do_is_told_by_its_bytes_and_its_ending() {
    for (name, bytes, expected) in [
        ("a.pdf", b"%PDF-1.7".as_slice(), None),
        ("a.EXE", b"", Some(Danger::Program)),
        ("a.exe. ", b"", Some(Danger::Program)),
        ("a.docm", b"", Some(Danger::Macros)),
        ("a.docx", b"PK\x03\x04word/vbaProject.bin", Some(Danger::Macros)),
        ("a.lnk", b"", Some(Danger::Shortcut)),
        ("a.txt", b"#!/bin/sh", Some(Danger::Script)),
        ("a.iso", b"", Some(Danger::DiskImage)),
        ("a.png", b"<svg onload=x>", Some(Danger::WebPage)),
        ("exe", b"", None),
        ("", b"", None),
    ] {
        assert_eq!(danger(name, bytes, of(bytes)), expected, "{name}");
    }
    assert_eq!(
        danger("photo.jpg", &program(), of(&program())),
        Some(Danger::Program)
    );
}

fn tricks_of(sent: &str, safe: &str, bytes: &[u8]) -> Vec<NameTrick> {
    let found = of(bytes);
    tricks(Some(sent), safe, found, danger(safe, bytes, found))
}

#[test]
fn names_that_mislead_are_told() {
    for (sent, safe, bytes, expected) in [
        ("invoice.pdf", "invoice.pdf", b"%PDF-1.7".as_slice(), vec![]),
        ("a.tar.gz", "a.tar.gz", b"\x1f\x8b", vec![]),
        (
            "invoice.pdf.exe",
            "invoice.pdf.exe",
            b"",
            vec![NameTrick::TwoEndings],
        ),
        ("report.2026.exe", "report.2026.exe", b"", vec![]),
        ("a\u{202e}fdp.exe", "afdp.exe", b"", vec![NameTrick::Direction]),
        (
            "a.pdf          .exe",
            "a.pdf .exe",
            b"",
            vec![NameTrick::TwoEndings, NameTrick::Space],
        ),
        ("a.pdf", "a.pdf", b"<html>", vec![NameTrick::OtherThanItSays]),
        ("a.png", "a.png", b"\xff\xd8\xff", vec![]),
        ("a.jpg", "a.jpg", b"<svg>", vec![NameTrick::OtherThanItSays]),
        ("a.doc", "a.doc", b"{\\rtf1", vec![]),
    ] {
        assert_eq!(tricks_of(sent, safe, bytes), expected, "{sent}");
    }
    assert_eq!(
        tricks_of("a.doc", "a.doc", &program()),
        [NameTrick::OtherThanItSays]
    );
}
