//! What a person who starts the bridge in a terminal is told: what it is, how to let others in, where to read on.
//! For people only: programs read the ready line and the log.

use std::net::SocketAddr;

use crate::config::Config;

/// A few lines that go with the ready line.
#[must_use]
pub fn welcome(config: &Config, addresses: &[SocketAddr]) -> String {
    let ports = config.destinations.ports.iter().map(ToString::to_string);
    let ports = ports.collect::<Vec<_>>().join(", ");
    let mut lines = vec![
        format!("It serves the mail app, and carries the app's connections to mail servers (ports {ports}),"),
        "which it cannot read. Open the address above in a browser; Ctrl+C ends it.".to_owned(),
    ];
    if !config.demo {
        lines.push("  A mailbox to try it with:  restante-bridge --demo".to_owned());
    }
    if config.tls.is_none() && addresses.iter().all(|address| address.ip().is_loopback()) {
        lines.push(
            "  To let other people in:    a web server with TLS in front of it, and --trusted-proxy 127.0.0.1"
                .to_owned(),
        );
    }
    if config.access_token.is_none() {
        lines.push("  To keep strangers out:     --access-token 'a long secret'".to_owned());
    }
    lines.push("  All the rest:              restante-bridge --help".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(config: &Config, address: &str) -> String {
        welcome(config, &[address.parse().unwrap()])
    }

    #[test]
    fn a_newcomer_learns_what_to_try_and_where_to_read_on() {
        let told = told(&Config::default(), "127.0.0.1:8025");
        for word in ["--demo", "995", "--trusted-proxy", "--access-token", "--help"] {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert!(told.lines().all(|line| line.len() <= 110), "{told}");
    }

    #[test]
    fn nobody_is_told_to_do_what_is_done() {
        let config = Config {
            demo: true,
            access_token: Some(crate::config::AccessToken::new("sesame")),
            ..Config::default()
        };
        let told = told(&config, "0.0.0.0:8025");
        for word in ["--demo", "--trusted-proxy", "--access-token"] {
            assert!(!told.contains(word), "{word}: {told}");
        }
    }
}
