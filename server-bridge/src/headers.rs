//! The headers that keep a page to what it needs: above all, which scripts may run and where bytes may go.
//! One policy for the app, and a far narrower one for the pages that hold mail.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

const ALWAYS: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
];

/// What the scripts and styles that stand in a page itself hash to; the page's policy names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inline {
    scripts: Vec<String>,
    styles: Vec<String>,
}

impl Inline {
    /// Of the page `html`.
    pub(crate) fn of(html: &[u8]) -> Self {
        let html = String::from_utf8_lossy(html);
        let hashes = |element| inline_elements(&html, element).into_iter().map(hash).collect();
        Self {
            scripts: hashes("script"),
            styles: hashes("style"),
        }
    }
}

/// The policy for mail in its sandboxed frame: nothing but what the message itself brought.
pub(crate) const MESSAGE_POLICY: &str = "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'self'; \
     sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/// The same for a message whose remote images the user asked for.
pub(crate) const REMOTE_MESSAGE_POLICY: &str = "default-src 'none'; img-src data: blob: https:; \
     style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; \
     sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// The app's policy for an answer to a request that went to `host`.
pub(crate) fn app_policy(inline: &Inline, host: Option<&HeaderValue>) -> String {
    let scripts: String = inline.scripts.iter().map(|hash| format!(" '{hash}'")).collect();
    let styles: String = inline.styles.iter().map(|hash| format!(" '{hash}'")).collect();
    // Older Safari does not let 'self' stand for ws: and wss:.
    let host = host
        .and_then(|host| host.to_str().ok())
        .filter(|host| is_authority(host));
    let sockets = host
        .map(|host| format!(" ws://{host} wss://{host}"))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         img-src 'self' blob: data:; font-src 'self'; connect-src 'self'{sockets}; frame-src 'self' blob:; \
         worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// A browser that came over TLS once never comes without again, for a year.
pub(crate) fn keep_to_https(headers: &mut HeaderMap) {
    let year = HeaderValue::from_static("max-age=31536000");
    headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(year);
}

/// Adds what is missing, so that no answer goes without.
pub(crate) fn complete(headers: &mut HeaderMap, host: Option<&HeaderValue>) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&app_policy(&Inline::default(), host))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

fn is_authority(host: &str) -> bool {
    host.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'))
}

fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// The contents of all `element`s that have no `src`. Made for the pages of this project, not for hostile ones: what
/// it misses is blocked, never let through.
fn inline_elements<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    let (opening, closing) = (format!("<{element}"), format!("</{element}"));
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = split_at_tag(rest, &opening) {
        let Some((attributes, content)) = after.split_once('>') else {
            break;
        };
        let Some((text, behind)) = split_at_tag(content, &closing) else {
            break;
        };
        if !attributes.contains("src=") {
            found.push(text);
        }
        rest = behind;
    }
    found
}

/// Splits around `tag` where it is not the beginning of a longer name.
fn split_at_tag<'a>(html: &'a str, tag: &str) -> Option<(&'a str, &'a str)> {
    html.match_indices(tag).find_map(|(at, _)| {
        let (before, from) = html.split_at_checked(at)?;
        let after = from.strip_prefix(tag)?;
        after
            .starts_with(|c: char| c == '>' || c.is_ascii_whitespace())
            .then_some((before, after))
    })
}

#[cfg(test)]
mod tests;
