//! The app as it is served: files, encodings, caching, and the headers that fence it in.

use std::fs;

use restante_bridge::config::{AccessToken, Config};
use tempfile::TempDir;

use crate::support::{Answer, Bridge, fetch};

const HASHED: &str = "restante-ui-0123456789abcdef_bg.wasm";

/// A bridge with a small app, made as the build makes one.
async fn site() -> (TempDir, Bridge) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "index.html",
        "<title>app</title><script type=\"module\">start()</script>",
    );
    write("index.html.br", "(brotli of index)");
    write(HASHED, "(wasm)");
    write(&format!("{HASHED}.br"), "(brotli of wasm)");
    write(&format!("{HASHED}.gz"), "(gzip of wasm)");
    write("sw.js", "(worker)");
    write("message.html", "<style>p{}</style>");
    write("message-remote.html", "<style>p{}</style>");
    write("manifest.webmanifest", "{}");
    write(".secret", "hidden");
    fs::create_dir(folder.path().join("icons")).unwrap();
    write("icons/mark.svg", "<svg/>");
    let config = Config {
        static_dir: Some(folder.path().to_owned()),
        ..Config::default()
    };
    let bridge = Bridge::with(config).await;
    (folder, bridge)
}

async fn get(bridge: &Bridge, path: &str, headers: &str) -> Answer {
    fetch(bridge.address, &format!("GET {path} HTTP/1.1{headers}")).await
}

#[tokio::test]
async fn the_page_is_at_the_root_and_under_its_name() {
    let (_folder, bridge) = site().await;
    for path in ["/", "/index.html", "/?source=pwa"] {
        let page = get(&bridge, path, "").await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("<title>app</title>"));
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn nothing_outside_the_app_is_served() {
    let (folder, bridge) = site().await;
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("leak.txt")).unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let escapes = [
        "/nowhere",
        "/icons",
        "/icons/",
        "/.secret",
        "/leak.txt",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/icons/../index.html",
        "/icons//mark.svg",
        "/index.html%00",
        "/./sw.js",
        "/..\\index.html",
        "/index.html/",
        "/%69ndex.html",
        &format!("/../{name}/sw.js"),
        &format!("/icons/%2e%2e/{HASHED}"),
    ];
    for path in escapes {
        let answer = get(&bridge, path, "").await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn hashed_names_are_kept_for_ever_and_others_asked_for_again() {
    let (_folder, bridge) = site().await;
    let hashed = get(&bridge, &format!("/{HASHED}"), "").await;
    assert_eq!(
        hashed.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(hashed.header("content-type"), "application/wasm");
    for path in [
        "/sw.js",
        "/manifest.webmanifest",
        "/icons/mark.svg",
        "/message.html",
    ] {
        assert_eq!(
            get(&bridge, path, "").await.header("cache-control"),
            "no-cache",
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes() {
    let (_folder, bridge) = site().await;
    let table = [
        ("gzip, deflate, br, zstd", "br", "(brotli of wasm)"),
        ("gzip", "gzip", "(gzip of wasm)"),
        ("br;q=0, gzip", "gzip", "(gzip of wasm)"),
        ("zstd", "", "(wasm)"),
    ];
    for (accepted, encoding, body) in table {
        let answer = get(
            &bridge,
            &format!("/{HASHED}"),
            &format!("\r\nAccept-Encoding: {accepted}"),
        )
        .await;
        assert_eq!(
            (answer.header("content-encoding"), answer.text()),
            (encoding, body),
            "{accepted}"
        );
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-length"), body.len().to_string());
    }
    let plain = get(&bridge, "/sw.js", "\r\nAccept-Encoding: br").await;
    assert_eq!((plain.header("content-encoding"), plain.text()), ("", "(worker)"));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let (folder, bridge) = site().await;
    let tag = get(&bridge, "/sw.js", "").await.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        let again = get(&bridge, "/sw.js", &format!("\r\nIf-None-Match: {known}")).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
        assert_eq!(again.header("etag"), tag);
    }
    fs::write(folder.path().join("sw.js"), "(new worker)").unwrap();
    let changed = get(&bridge, "/sw.js", &format!("\r\nIf-None-Match: {tag}")).await;
    assert_eq!((changed.status, changed.text()), (200, "(new worker)"));
}

#[tokio::test]
async fn each_form_has_its_own_tag() {
    let (_folder, bridge) = site().await;
    let plain = get(&bridge, "/", "").await.header("etag").to_owned();
    let brotli = get(&bridge, "/", "\r\nAccept-Encoding: br")
        .await
        .header("etag")
        .to_owned();
    assert_ne!(plain, brotli);
}

#[tokio::test]
async fn every_answer_is_fenced_in() {
    let (_folder, bridge) = site().await;
    for path in [
        "/",
        "/sw.js",
        "/nowhere",
        "/config.json",
        "/healthz",
        "/bridge",
        "/message.html",
    ] {
        let answer = get(&bridge, path, "").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{path}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src 'none'"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_page_may_run_its_own_scripts_and_no_others() {
    let (_folder, bridge) = site().await;
    let brotli = get(&bridge, "/", "\r\nAccept-Encoding: br\r\nHost: mail.example.org").await;
    let policy = brotli.header("content-security-policy");
    // printf 'start()' | openssl dgst -sha256 -binary | openssl base64
    let hash = "sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00=";
    let expected = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' '{hash}'; style-src 'self'; \
         img-src 'self' blob: data:; font-src 'self'; connect-src 'self' ws://mail.example.org wss://mail.example.org; \
         frame-src 'self' blob:; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    assert_eq!(policy, expected);
    let worker = get(&bridge, "/sw.js", "").await;
    assert!(!worker.header("content-security-policy").contains("sha256"));
}

#[tokio::test]
async fn mail_has_a_narrower_fence() {
    let (_folder, bridge) = site().await;
    let narrow = "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; form-action 'none'; \
                  base-uri 'none'; frame-ancestors 'self'; \
                  sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
    let message = get(&bridge, "/message.html", "").await;
    assert_eq!(message.header("content-security-policy"), narrow);
    let remote = get(&bridge, "/message-remote.html", "").await;
    let with_images = narrow.replace("data: blob:", "data: blob: https:");
    assert_eq!(remote.header("content-security-policy"), with_images);
}

#[tokio::test]
async fn pages_are_only_read() {
    let (_folder, bridge) = site().await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = fetch(
            bridge.address,
            &format!("{method} / HTTP/1.1\r\nContent-Length: 0"),
        )
        .await;
        assert_eq!(answer.status, 405, "{method}");
    }
    let head = fetch(bridge.address, "HEAD / HTTP/1.1").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(get(&bridge, "/bridge", "").await.status, 426);
}

#[tokio::test]
async fn the_app_learns_what_its_host_offers() {
    let plain = Bridge::with(Config::default()).await;
    let answer = get(&plain, "/config.json", "").await;
    assert_eq!(
        answer.text(),
        r#"{"bridge":"bridge","token_required":false,"demo":null}"#
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-cache");

    let demo = restante_bridge::demo::start().await.unwrap();
    let config = Config {
        access_token: Some(AccessToken::new("t")),
        ..Config::default()
    };
    let full = Bridge::with_demo(config, Some(&demo)).await;
    let hosting: serde_json::Value =
        serde_json::from_slice(&get(&full, "/config.json", "").await.body).unwrap();
    assert_eq!(hosting["token_required"], true);
    let account = &hosting["demo"];
    assert_eq!(account["host"], "demo.restante.invalid");
    assert_eq!(
        (account["port"].as_u64(), account["smtp_port"].as_u64()),
        (Some(995), Some(465))
    );
    assert_eq!(account["email"], demo.email);
    assert_eq!(account["username"], demo.username);
    assert_eq!(account["password"], demo.password);
    let hex = account["certificate_sha256"].as_str().unwrap();
    assert_eq!(hex.len(), 64);
    assert!(hex.starts_with(&format!("{:02x}", demo.certificate_sha256[0])));
}
