//! `/config.json`: what the app reads at start about whoever hosts it.

use serde::Serialize;

use crate::demo::{self, Demo};
use crate::policy::{DEMO_POP3_PORT, DEMO_SMTP_PORT};

#[derive(Serialize)]
struct Hosting<'a> {
    /// Where the tunnel is, relative to the app.
    bridge: &'static str,
    token_required: bool,
    demo: Option<DemoAccount<'a>>,
}

#[derive(Serialize)]
struct DemoAccount<'a> {
    email: &'a str,
    username: &'a str,
    password: &'a str,
    host: &'static str,
    port: u16,
    smtp_port: u16,
    /// Lower-case hex.
    certificate_sha256: String,
}

/// The document.
pub(crate) fn document(token_required: bool, demo: Option<&Demo>) -> String {
    let demo = demo.map(|demo| DemoAccount {
        email: &demo.email,
        username: &demo.username,
        password: &demo.password,
        host: demo::HOST,
        port: DEMO_POP3_PORT,
        smtp_port: DEMO_SMTP_PORT,
        certificate_sha256: demo
            .certificate_sha256
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    });
    // Nothing in it can fail to serialise; an empty object would be read as "no demo, no token".
    serde_json::to_string(&Hosting {
        bridge: "bridge",
        token_required,
        demo,
    })
    .unwrap_or_else(|_| "{}".to_owned())
}
