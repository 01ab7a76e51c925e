//! Makes what Trunk built ready to be served: one stylesheet, start script, languages, precache list, compressed copies.
//! It changes no module and no rule of style: those are as Trunk left them.

mod languages;
mod styles;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::command::{Failure, say};
use crate::{precache, split, tools};

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// For everybody: small.
    Release,
    /// For whoever works on it: soon.
    Work,
}

/// Where the app is put together.
pub(crate) fn folder() -> PathBuf {
    tools::root().join("dist")
}

/// Finishes what Trunk built.
pub(crate) fn finish(purpose: Purpose) -> Result<(), Failure> {
    let dist = folder();
    rewrite_page(&dist)?;
    languages::add(&dist)?;
    if purpose == Purpose::Release {
        add_rest(&dist)?;
    }
    let version = precache::write(&dist)?;
    if purpose == Purpose::Release {
        compress(&dist)?;
    }
    say(&format!("dist/ is version {version}"));
    Ok(())
}

/// All files below a folder, by their path in it, sorted.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(Failure::file(&next))? {
            let path = entry.map_err(Failure::file(&next))?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(inside) = path.strip_prefix(folder) {
                found.push(inside.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Trunk writes the script that starts the app into the page. A content security policy without exceptions wants it
/// in a file of its own.
fn rewrite_page(dist: &Path) -> Result<(), Failure> {
    let path = dist.join("index.html");
    let page = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let page = styles::join(dist, &page)?;
    let (page, script) = without_inline_script(&page)
        .ok_or_else(|| Failure::Unexpected(String::from("Trunk's page has no inline start script")))?;
    let name = hashed_name("start", &script, "js");
    let script_path = dist.join(&name);
    fs::write(&script_path, script).map_err(Failure::file(&script_path))?;
    fs::write(&path, page.replace(SCRIPT_PLACE, &name)).map_err(Failure::file(&path))
}

const SCRIPT_PLACE: &str = "<start script>";

fn without_inline_script(page: &str) -> Option<(String, String)> {
    let (before, rest) = page.split_once("<script type=\"module\">")?;
    let (script, after) = rest.split_once("</script>")?;
    let page = format!("{before}<script type=\"module\" src=\"./{SCRIPT_PLACE}\"></script>{after}");
    Some((page, format!("{}\n", script.trim())))
}

/// The modules that are loaded when they are first asked for.
fn add_rest(dist: &Path) -> Result<(), Failure> {
    for module in split::modules()? {
        let path = dist.join(module.file_name().unwrap_or_default());
        fs::copy(&module, &path).map_err(Failure::file(&path))?;
    }
    Ok(())
}

/// A name that changes with the content, so that it can be kept for ever.
pub(crate) fn hashed_name(stem: &str, content: impl AsRef<[u8]>, extension: &str) -> String {
    let hash = Sha256::digest(content);
    let digits: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{stem}-{digits}.{extension}")
}

/// Puts `.br` and `.gz` beside every file that gets smaller, as small as they can be.
fn compress(dist: &Path) -> Result<(), Failure> {
    let files: Vec<_> = files(dist)?
        .into_iter()
        .filter(|file| is_text_or_module(file))
        .collect();
    say(&format!("compressing {} files", files.len()));
    thread::scope(|scope| {
        let workers: Vec<_> = files
            .iter()
            .map(|file| scope.spawn(move || compress_file(&dist.join(file))))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(Failure::Unexpected("compressing".into())))
        })
    })
}

fn is_text_or_module(file: &Path) -> bool {
    const COMPRESSIBLE: [&str; 8] = ["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt"];
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| COMPRESSIBLE.contains(&extension))
}

fn compress_file(path: &Path) -> Result<(), Failure> {
    let bytes = fs::read(path).map_err(Failure::file(path))?;
    write_if_smaller(
        path,
        "br",
        &bytes,
        &brotli_of(&bytes).map_err(Failure::file(path))?,
    )?;
    write_if_smaller(path, "gz", &bytes, &gzip_of(&bytes).map_err(Failure::file(path))?)
}

fn write_if_smaller(path: &Path, extension: &str, original: &[u8], compressed: &[u8]) -> Result<(), Failure> {
    if compressed.len() >= original.len() {
        return Ok(());
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    let path = PathBuf::from(name);
    fs::write(&path, compressed).map_err(Failure::file(&path))
}

fn brotli_of(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    let mut input = bytes;
    brotli::BrotliCompress(&mut input, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip_of(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_script_moves_into_a_file_of_its_own() {
        let page = "<head><script type=\"module\">\nimport a from '/a.js';\n</script></head>";
        let (page, script) = without_inline_script(page).unwrap();
        assert_eq!(
            page,
            "<head><script type=\"module\" src=\"./<start script>\"></script></head>"
        );
        assert_eq!(script, "import a from '/a.js';\n");
    }

    #[test]
    fn a_page_without_the_start_script_is_noticed() {
        assert_eq!(without_inline_script("<head></head>"), None);
    }

    #[test]
    fn compressed_copies_are_read_back_as_they_were() {
        let original = "poste restante ".repeat(1000);
        let mut read_back = Vec::new();
        brotli::BrotliDecompress(
            &mut brotli_of(original.as_bytes()).unwrap().as_slice(),
            &mut read_back,
        )
        .unwrap();
        assert_eq!(read_back, original.as_bytes());

        let mut read_back = String::new();
        let gzip = gzip_of(original.as_bytes()).unwrap();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(gzip.as_slice()), &mut read_back)
            .unwrap();
        assert_eq!(read_back, original);
    }
}
