//! One setting, four sources: who beats whom, and what is refused.

use std::fs;

use clap::{CommandFactory, Parser};

use super::*;

/// The settings as the program has them, without its commands.
#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

fn settings(flags: &[&str]) -> Result<Settings, clap::Error> {
    Flags::try_parse_from([&["restante-bridge"], flags].concat()).map(|flags| flags.settings)
}

fn from_flags(flags: &[&str]) -> Result<Config, ConfigError> {
    settings(flags).unwrap().config()
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
        max-bytes-per-tunnel = 1
        max-bytes-per-client-per-hour = 1
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
        Err(ConfigError::Syntax { .. })
    ));
}

#[test]
fn a_mistake_is_told_with_its_line_and_in_words_of_the_operator() {
    for (line, told) in [
        ("allow-host = \"no host\"", "not a host name or address"),
        (
            "allow-host = [\"a.example\", \"no host\"]",
            "not a host name or address",
        ),
        ("trusted-proxy = \"everybody\"", "invalid IP address"),
        ("allow-port = 70000", "70000"),
        ("allow-port = true", "one value or a list of them"),
        ("max-tunnels = \"many\"", "many"),
    ] {
        let error = from_file(&format!("demo = true\n{line}"), &[])
            .unwrap_err()
            .to_string();
        assert!(error.contains(", line 2: ") && error.contains(told), "{error}");
    }
}

#[test]
fn a_broken_line_with_the_token_is_not_repeated() {
    for line in [
        "access-token = \"sesame",
        "access-token = 777",
        "access-token = sesame",
    ] {
        let error = from_file(line, &[]).unwrap_err().to_string();
        assert!(error.contains("line 1"), "{error}");
        assert!(!error.contains("sesame") && !error.contains("777"), "{error}");
    }
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
        assert!(settings(&flags).is_err(), "{flags:?}");
    }
}

#[test]
fn a_token_is_never_printed() {
    let config = from_flags(&["--access-token", "open sesame"]).unwrap();
    assert!(!format!("{config:?}").contains("sesame"));
}

#[test]
fn the_report_says_who_decided_each_setting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bridge.toml");
    fs::write(
        &path,
        "max-tunnels = 7\nidle-timeout = 9\naccess-token = \"sesame\"",
    )
    .unwrap();
    let flags = ["--config", path.to_str().unwrap(), "--idle-timeout", "5"];
    let report = settings(&flags).unwrap().report().unwrap();
    let line = |start: &str| {
        let found = report.lines().find(|line| line.starts_with(start));
        let words = found
            .unwrap_or_else(|| panic!("{start}: {report}"))
            .split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("max-tunnels ="), "max-tunnels = 7 # file");
    assert_eq!(line("idle-timeout"), "idle-timeout = 5 # flag");
    assert_eq!(line("# listen"), "# listen = [\"127.0.0.1:8025\"] # default");
    assert_eq!(line("# access-token"), "# access-token is set # file");
    assert_eq!(line("# static-dir"), "# static-dir is not set # default");
    assert!(!report.contains("sesame"));
}

#[test]
fn the_report_is_a_file_that_decides_the_same() {
    let flags = [
        ["--listen", "[::1]:0"],
        [
            "--allow-host",
            "pop.example.org,[2001:db8::1]:995,other.example:1995",
        ],
        ["--allow-origin", "https://mail.example.org"],
        ["--trusted-proxy", "10.0.0.0/8,::1"],
        ["--shutdown-grace", "30"],
    ];
    let first = settings(flags.as_flattened()).unwrap().report().unwrap();
    let again = from_file(&first, &[]).unwrap();
    let once = from_flags(flags.as_flattened()).unwrap();
    assert_eq!(format!("{again:?}"), format!("{once:?}"));
}

#[test]
fn the_report_leaves_no_setting_out() {
    let report = settings(&[]).unwrap().report().unwrap();
    for argument in Flags::command().get_arguments() {
        let key = argument.get_long().unwrap();
        if key != "config" {
            assert!(report.contains(&format!("# {key} ")), "{key}: {report}");
        }
    }
}
