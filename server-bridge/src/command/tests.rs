//! The words on the command line, and what each does; the answers themselves come from the program in `tests/`.

use clap::{CommandFactory, Parser};

use super::*;

fn order(words: &[&str]) -> Result<Order, clap::Error> {
    Arguments::try_parse_from([&["restante-bridge"], words].concat()).map(Arguments::order)
}

#[test]
fn the_command_line_contradicts_itself_nowhere() {
    Arguments::command().debug_assert();
}

#[test]
fn without_a_command_it_serves() {
    assert!(matches!(order(&[]), Ok(Order::Serve(_))));
    assert!(matches!(order(&["--demo"]), Ok(Order::Serve(_))));
}

#[test]
fn a_command_takes_the_same_flags_behind_it() {
    let Ok(Order::PrintConfig(settings)) = order(&["print-config", "--max-tunnels", "5"]) else {
        panic!("not what was said")
    };
    assert_eq!(settings.config().unwrap().limits.max_tunnels, 5);
    // Before it they would belong to serving: nobody is to guess which counts.
    assert!(order(&["--max-tunnels", "5", "print-config"]).is_err());
}

#[test]
fn an_address_to_ask_is_plain_http() {
    for good in [
        "http://127.0.0.1:8025",
        "http://[::1]:8025/",
        "http://localhost:8025/readyz",
        "http://bridge",
    ] {
        assert!(order(&["healthcheck", good]).is_ok(), "{good}");
    }
    for bad in [
        "",
        "127.0.0.1:8025",
        "https://mail.example.org",
        "/healthz",
        "http://",
    ] {
        assert!(order(&["healthcheck", bad]).is_err(), "{bad}");
    }
}

#[test]
fn help_names_what_a_newcomer_needs() {
    let help = Arguments::command().render_long_help().to_string();
    for needed in [
        "http://127.0.0.1:8025/",
        "--demo",
        "--trusted-proxy",
        "RESTANTE_ALLOW_PORT",
        "--config",
        "Exit codes",
        "check-config",
    ] {
        assert!(help.contains(needed), "{needed}: {help}");
    }
}
