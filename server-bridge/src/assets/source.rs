//! Where the app's files come from: out of the program itself, or out of a folder that is read at each request, so
//! that a new build is served without a restart. Nothing outside the folder is ever read.

use std::borrow::Cow;
use std::path::PathBuf;

use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "../dist"]
struct Embedded;

/// Where files come from.
#[derive(Debug)]
pub(super) enum Source {
    /// Out of the program.
    Embedded,
    /// Out of this folder.
    Folder(PathBuf),
}

/// A file.
pub(super) struct File {
    pub(super) bytes: Bytes,
    /// Its entity tag, with the quotes.
    pub(super) tag: String,
}

impl Source {
    /// The file that is called `name`, relative and with `/` between its parts.
    pub(super) async fn find(&self, name: &str) -> Option<File> {
        if !is_plain(name) {
            return None;
        }
        match self {
            Self::Embedded => {
                let file = Embedded::get(name)?;
                let bytes = match file.data {
                    Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    Cow::Owned(bytes) => bytes.into(),
                };
                Some(File {
                    bytes,
                    tag: tag(&file.metadata.sha256_hash()),
                })
            }
            Self::Folder(folder) => {
                let root = tokio::fs::canonicalize(folder).await.ok()?;
                let path = tokio::fs::canonicalize(root.join(name)).await.ok()?;
                // A link inside the folder must not lead out of it.
                if !path.starts_with(&root) {
                    return None;
                }
                let bytes = tokio::fs::read(path).await.ok()?;
                let tag = tag(&Sha256::digest(&bytes));
                Some(File {
                    bytes: bytes.into(),
                    tag,
                })
            }
        }
    }
}

/// Half of a SHA-256 is more than enough to tell two builds apart.
fn tag(sha256: &[u8]) -> String {
    let hex: String = sha256.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Whether every part of `name` is an ordinary file name: the build makes no other, so no escape needs decoding.
fn is_plain(name: &str) -> bool {
    let ordinary = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    name.split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(ordinary))
}
