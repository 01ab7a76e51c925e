//! Serves the built app: the right encoding, the right caching, and a page's own security policy.
//! It knows files and names, not what is in them.

mod encoding;
mod source;

use std::path::PathBuf;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::headers::{Inline, MESSAGE_POLICY, REMOTE_MESSAGE_POLICY, app_policy};

use encoding::Encoding;
use source::{File, Source};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";
/// Trunk writes a file's 64-bit hash in hexadecimal, without leading zeros.
const HASH_DIGITS: std::ops::RangeInclusive<usize> = 12..=16;

/// The app's files.
#[derive(Debug)]
pub(crate) struct Assets {
    source: Source,
}

impl Assets {
    /// The files of `folder`, or the embedded ones.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            source: folder.map_or(Source::Embedded, Source::Folder),
        }
    }

    /// The answer to a request for `path`.
    pub(crate) async fn answer(&self, path: &str, request: &HeaderMap) -> Response {
        let name = match path {
            "/" => "index.html",
            path => path.trim_start_matches('/'),
        };
        match self.source.find(name).await {
            Some(file) => self.found(name, file, request).await,
            None => (
                StatusCode::NOT_FOUND,
                [(CACHE_CONTROL, "no-store")],
                "there is no such page\n",
            )
                .into_response(),
        }
    }

    async fn found(&self, name: &str, plain: File, request: &HeaderMap) -> Response {
        let policy = page_policy(name, &plain, request.get(HOST));
        let (file, encoding) = self.encoded(name, plain, request).await;
        let mut response = if is_fresh(request, &file.tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(file.bytes).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, media_type(name));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static(if is_hashed(name) { FOR_EVER } else { ASK_FIRST }),
        );
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
        }
        if let Ok(tag) = HeaderValue::from_str(&file.tag) {
            headers.insert(ETAG, tag);
        }
        if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// The smallest form of a file that the browser takes and the build made.
    async fn encoded(&self, name: &str, plain: File, request: &HeaderMap) -> (File, Option<Encoding>) {
        for encoding in Encoding::BEST_FIRST {
            if encoding.is_accepted(request.get(ACCEPT_ENCODING))
                && let Some(file) = self
                    .source
                    .find(&format!("{name}.{}", encoding.extension()))
                    .await
            {
                return (file, Some(encoding));
            }
        }
        (plain, None)
    }
}

/// The policy of a page; scripts and styles get the app's, without anything inline, like every other answer.
fn page_policy(name: &str, file: &File, host: Option<&HeaderValue>) -> Option<String> {
    match name {
        "message.html" => Some(MESSAGE_POLICY.to_owned()),
        "message-remote.html" => Some(REMOTE_MESSAGE_POLICY.to_owned()),
        name if name.ends_with(".html") => Some(app_policy(&Inline::of(&file.bytes), host)),
        _ => None,
    }
}

fn is_fresh(request: &HeaderMap, tag: &str) -> bool {
    let known = request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// Whether the name holds the hash of its content: `restante-ui-0123456789abcdef_bg.wasm`.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        HASH_DIGITS.contains(&hash.len())
            && hash
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    })
}

fn media_type(name: &str) -> HeaderValue {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let text = match (guess.type_().as_str(), guess.subtype().as_str()) {
        ("text" | "application", subtype @ ("html" | "css" | "javascript" | "plain")) => {
            format!("text/{subtype}; charset=utf-8")
        }
        _ if name.ends_with(".webmanifest") => "application/manifest+json".to_owned(),
        _ => guess.essence_str().to_owned(),
    };
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests;
