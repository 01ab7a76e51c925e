//! What a page's policy names: its own inline scripts, and the host it came from.

use super::*;

fn policy(html: &str, host: &'static str) -> String {
    app_policy(
        &Inline::of(html.as_bytes()),
        Some(&HeaderValue::from_static(host)),
    )
}

#[test]
fn inline_scripts_and_styles_are_named_by_their_hash() {
    let html = "<head><script type=\"module\">go()</script><style>p{}</style>\
                <script src=\"/a.js\"></script><SCRIPT>no()</SCRIPT></head>";
    let policy = policy(html, "h");

    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
        "{policy}"
    );
    assert_eq!(policy.matches("sha256-").count(), 2, "{policy}");
    assert!(policy.contains(&format!("'{}'", hash("go()"))));
    assert!(policy.contains(&format!("style-src 'self' '{}'", hash("p{}"))));
}

#[test]
fn the_hash_is_the_one_that_browsers_compute() {
    // From the CSP specification (§ "hash-source"), which gives it for this very script.
    assert_eq!(
        hash("alert('Hello, world.');"),
        "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
    );
}

#[test]
fn two_scripts_with_one_between_are_all_found() {
    assert_eq!(
        inline_elements(
            "<script>a</script ><script src=x>b</script><script\n>c</script>",
            "script"
        ),
        ["a", "c"]
    );
    assert_eq!(
        inline_elements("<scripted>a</scripted><script>never ends", "script"),
        Vec::<&str>::new()
    );
    assert_eq!(inline_elements("", "script"), Vec::<&str>::new());
}

#[test]
fn sockets_go_to_the_host_of_the_page_only() {
    let policy = policy("", "mail.example.org:8443");
    assert!(
        policy.contains("connect-src 'self' ws://mail.example.org:8443 wss://mail.example.org:8443;"),
        "{policy}"
    );
}

#[test]
fn a_host_that_would_break_out_of_the_policy_is_left_out() {
    for host in ["a; script-src *", "a *", "a, b", "*"] {
        assert!(policy("", host).contains("connect-src 'self';"), "{host}");
    }
}

#[test]
fn a_page_without_inline_scripts_allows_none() {
    assert!(policy("<script src='/a.js'></script>", "h").contains("script-src 'self' 'wasm-unsafe-eval';"));
}
