//! One setting, four sources: who beats whom, and what is refused.

use std::fs;

use clap::Parser;

use super::*;

fn from_flags(flags: &[&str]) -> Result<Config, ConfigError> {
    Arguments::try_parse_from([&["restante-bridge"], flags].concat())
        .unwrap()
        .into_config()
}

fn from_file(text: &str, flags: &[&str]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bridge.toml");
    fs::write(&path, text).unwrap();
    from_flags(&[&["--config", path.to_str().unwrap()], flags].concat())
}

#[test]
fn the_defaults_are_those_of_the_contract() {
    let config = from_flags(&[]).unwrap();
    assert_eq!(config.listen, ["127.0.0.1:8025".parse().unwrap()]);
    assert_eq!(config.destinations.ports, [110, 995, 465, 587]);
    assert_eq!(config.destinations.named_host_ports, [443]);
    assert!(!config.demo && !config.destinations.private && config.access_token.is_none());
    assert_eq!(
        (config.limits.max_tunnels, config.limits.max_tunnels_per_client),
        (10_000, 32)
    );
    assert_eq!(config.limits.idle_timeout, Duration::from_secs(600));
    assert_eq!(config.limits.connect_timeout, Duration::from_secs(10));
}

#[test]
fn a_flag_beats_the_file_and_the_file_beats_the_default() {
    let config = from_file(
        "idle-timeout = 5\nmax-tunnels = 7\ndemo = true",
        &["--idle-timeout", "9"],
    )
    .unwrap();
    assert_eq!(config.limits.idle_timeout, Duration::from_secs(9));
    assert_eq!(config.limits.max_tunnels, 7);
    assert!(config.demo);
    assert_eq!(config.limits.max_tunnels_per_client, 32);
}

#[test]
fn a_flag_can_switch_off_what_the_file_switches_on() {
    assert!(!from_file("demo = true", &["--demo=false"]).unwrap().demo);
}

#[test]
fn one_value_or_a_list_of_them() {
    let config = from_file("listen = \"127.0.0.1:1\"\nallow-port = [995, 110]", &[]).unwrap();
    assert_eq!(config.listen, ["127.0.0.1:1".parse().unwrap()]);
    assert_eq!(config.destinations.ports, [995, 110]);
    let config = from_flags(&["--listen", "127.0.0.1:1", "--listen", "[::1]:2"]).unwrap();
    assert_eq!(config.listen.len(), 2);
}

#[test]
fn every_flag_is_also_a_key() {
    let file = r#"
        listen = ["127.0.0.1:1"]
        metrics-listen = "127.0.0.1:2"
        demo = false
        static-dir = "."
        allow-host = ["pop.example.org", "other.example:1995"]
        allow-port = 995
        allow-private = true
        allow-origin = "https://mail.example.org"
        access-token = "open sesame"
        trusted-proxy = ["10.0.0.0/8", "::1"]
        max-tunnels = 1
        max-tunnels-per-client = 1
        max-opens-per-minute = 1
        idle-timeout = 1
        connect-timeout = 1
        first-frame-timeout = 1
        max-lifetime = 1
        shutdown-grace = 1
        log-format = "json"
    "#;
    let config = from_file(file, &[]).unwrap();
    assert!(config.access_token.unwrap().is("open sesame"));
    assert_eq!(config.trusted_proxy.len(), 2);
    assert_eq!(config.destinations.hosts[1].port, Some(1995));
    assert_eq!(config.log_format, LogFormat::Json);
}

#[test]
fn an_unknown_key_is_an_error() {
    assert!(matches!(
        from_file("alow-port = 995", &[]),
        Err(ConfigError::Syntax(..))
    ));
}

#[test]
fn port_25_can_be_allowed_in_no_way() {
    assert!(matches!(
        from_flags(&["--allow-port", "25"]),
        Err(ConfigError::ForbiddenPort)
    ));
    assert!(matches!(
        from_flags(&["--allow-host", "a.example:25"]),
        Err(ConfigError::ForbiddenPort)
    ));
    assert!(matches!(
        from_file("allow-port = [995, 25]", &[]),
        Err(ConfigError::ForbiddenPort)
    ));
}

#[test]
fn what_makes_no_sense_is_refused() {
    assert!(matches!(
        from_flags(&["--static-dir", "/nowhere"]),
        Err(ConfigError::NoFolder(_))
    ));
    assert!(matches!(
        from_flags(&["--access-token", ""]),
        Err(ConfigError::EmptyToken)
    ));
    assert!(matches!(
        from_flags(&["--config", "/nowhere.toml"]),
        Err(ConfigError::File(..))
    ));
    for flags in [
        ["--allow-origin", "mail.example.org"],
        ["--allow-host", "127.1"],
        ["--listen", "localhost"],
    ] {
        assert!(
            Arguments::try_parse_from(["restante-bridge", flags[0], flags[1]]).is_err(),
            "{flags:?}"
        );
    }
}

#[test]
fn a_token_is_never_printed() {
    let config = from_flags(&["--access-token", "open sesame"]).unwrap();
    assert!(!format!("{config:?}").contains("sesame"));
}
