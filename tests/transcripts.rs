//! Replays `tests/transcripts/*.txt`: whole, byte by byte, and cut in two at every place. All must tell the same.
//! It must not know POP3 beyond the names of intents and events.
//!
//! ```text
//! # why this transcript is here
//! window 8              the most commands in flight
//! > stat                the caller wants this (`> stat ! NotLoggedIn`: and is told off)
//! C: STAT               the machine has written this line, and nothing else, by now
//! S: +OK 2 320          the server sends this line; `S| ` sends it without CRLF
//! S! end                the server ends the stream; `cut`: somebody else does
//! upgraded              TLS is up
//! taken-as-complete     the caller has waited, and takes the message that looks complete for complete
//! logged-in PIPELINING  greeting, CAPA with these capabilities, and log-in; not told
//! ---
//! stat 2 320            events, and after the last one the want
//! ```
//!
//! In server lines `\xNN`, `\r`, `\n`, `\t` and `\\` are octets, and `{x*600}` is 600 times x.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a transcript that cannot be read is a failed test"
)]

#[path = "transcripts/script.rs"]
mod script;

use std::fs;
use std::path::{Path, PathBuf};

use restante::pop3::Quirk;

use script::Transcript;

#[test]
fn every_transcript_tells_the_same_however_its_bytes_are_cut() {
    let paths = transcripts();
    assert!(paths.len() >= 40, "the transcripts are missing: {}", paths.len());
    let wrong: Vec<String> = paths.iter().filter_map(|path| replay(path).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_quirk_has_a_transcript() {
    let texts: Vec<String> = transcripts()
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for quirk in Quirk::ALL {
        let line = format!("\nquirk {quirk:?}\n");
        assert!(
            texts.iter().any(|text| text.contains(&line)),
            "no transcript shows {quirk:?}"
        );
    }
}

fn transcripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    paths.sort();
    paths
}

fn replay(path: &Path) -> Result<(), String> {
    let name = path.file_name().unwrap().to_string_lossy();
    let transcript = Transcript::parse(&fs::read_to_string(path).unwrap());
    let octets = transcript.server_octets();
    // The huge ones are cut at every place of their first lines, and here and there after that.
    let cuts = (1..octets).filter(|cut| *cut < 2_000 || cut % 1_009 == 0);
    let manners = [Vec::new(), (1..octets).collect()]
        .into_iter()
        .chain(cuts.map(|cut| vec![cut]));
    for cuts in manners {
        let told = transcript
            .replay(&cuts)
            .map_err(|wrong| format!("{name}, cut at {cuts:?}: {wrong}"))?;
        if told != transcript.expected {
            let shown = told.join("\n");
            return Err(format!("{name}, cut at {cuts:?}, tells:\n{shown}"));
        }
    }
    Ok(())
}
