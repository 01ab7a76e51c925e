//! Names that may be kept for ever, and what files are called to a browser.

use super::*;

#[test]
fn names_with_a_hash_are_kept_for_ever() {
    let hashed = [
        "restante-ui-0123456789abcdef.js",
        "restante-ui-0123456789abcdef_bg.wasm",
        "base-fedcba987654321.css",
        "start-0123456789abcdef.js",
        "icons/mark-0123456789abcdef.svg",
    ];
    for name in hashed {
        assert!(is_hashed(name), "{name}");
    }
}

#[test]
fn all_other_names_are_asked_for_again() {
    let plain = [
        "index.html",
        "sw.js",
        "engine.js",
        "engine_bg.wasm",
        "engine-shim.js",
        "manifest.webmanifest",
        "icon-512.png",
        "snippets/restante-0123456789abcdef/inline0.js",
        "message-remote.html",
        "restante-ui-0123456789ABCDEF.js",
        "apple-touch-180.png",
        "0123456789abcdef.js",
    ];
    for name in plain {
        assert!(!is_hashed(name), "{name}");
    }
}

#[test]
fn media_types() {
    let table = [
        ("a.wasm", "application/wasm"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("mark.svg", "image/svg+xml"),
        ("a.json", "application/json"),
        ("a.woff2", "font/woff2"),
        ("a", "application/octet-stream"),
    ];
    for (name, media_type_expected) in table {
        assert_eq!(media_type(name), media_type_expected, "{name}");
    }
}
