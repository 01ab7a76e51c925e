//! Tells the service worker which files make up this version of the app, each with its hash.
//! A file that is not in the list is not there offline; a list of two versions' files would be a broken app.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::command::Failure;
use crate::dist;

const PLACE: &str = "const APP = { version: \"unbuilt\", files: {} };";

/// Fills in the service worker's list. Returns the version's name.
pub(crate) fn write(dist: &Path) -> Result<String, Failure> {
    let mut files = Vec::new();
    for file in dist::files(dist)? {
        let path = dist.join(&file);
        let bytes = fs::read(&path).map_err(Failure::file(&path))?;
        if let Some(address) = address(&file) {
            files.push((address, integrity(&bytes)));
        }
    }
    let worker_path = dist.join("sw.js");
    let worker = fs::read_to_string(&worker_path).map_err(Failure::file(&worker_path))?;
    if !worker.contains(PLACE) {
        return Err(Failure::Unexpected(format!("sw.js has no line `{PLACE}`")));
    }
    let version = version(&files, &worker);
    fs::write(&worker_path, worker.replace(PLACE, &list(&version, &files)))
        .map_err(Failure::file(&worker_path))?;
    Ok(version)
}

/// Where a file is served, seen from the page; nothing for what is not part of the app.
fn address(file: &Path) -> Option<String> {
    let address = file
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
    match address.as_str() {
        // The browser itself keeps the service worker.
        "sw.js" => None,
        // Hosts may redirect the long name to the short one, and a redirected answer cannot be a page.
        "index.html" => Some(String::new()),
        // Only the install dialog of a browser with a network shows these.
        _ if address.starts_with("screenshots/") => None,
        // Nobody speaks these.
        _ if address.starts_with("lang/en-") => None,
        _ if address.ends_with(".br") || address.ends_with(".gz") => None,
        _ => Some(address),
    }
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// The same files and the same service worker make the same version, wherever they are built.
fn version(files: &[(String, String)], worker: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(worker);
    for (address, integrity) in files {
        hash.update(format!("{address} {integrity}\n"));
    }
    hash.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn list(version: &str, files: &[(String, String)]) -> String {
    let lines: String = files
        .iter()
        .map(|(address, integrity)| format!("\n    {address:?}: {integrity:?},"))
        .collect();
    format!("const APP = {{\n  version: {version:?},\n  files: {{{lines}\n  }},\n}};")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address_of(file: &str) -> Option<String> {
        address(Path::new(file))
    }

    #[test]
    fn the_page_is_kept_under_the_address_that_is_opened() {
        assert_eq!(address_of("index.html"), Some(String::new()));
        assert_eq!(address_of("icons/mark.svg"), Some(String::from("icons/mark.svg")));
    }

    #[test]
    fn neither_the_service_worker_nor_compressed_copies_are_kept() {
        assert_eq!(address_of("sw.js"), None);
        assert_eq!(address_of("engine_bg.wasm.br"), None);
        assert_eq!(address_of("engine_bg.wasm.gz"), None);
    }

    #[test]
    fn another_byte_or_another_service_worker_is_another_version() {
        let files = [(String::from("a.js"), integrity(b"a"))];
        let changed = [(String::from("a.js"), integrity(b"b"))];
        assert_ne!(version(&files, "worker"), version(&changed, "worker"));
        assert_ne!(version(&files, "worker"), version(&files, "other worker"));
        assert_eq!(version(&files, "worker"), version(&files, "worker"));
    }

    #[test]
    fn the_source_of_the_service_worker_has_the_place_to_fill_in() {
        assert!(include_str!("../../src/static/sw.js").contains(PLACE));
    }
}
