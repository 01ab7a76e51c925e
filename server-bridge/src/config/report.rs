//! The configuration in the words of a configuration file: what `print-config` shows. What nobody decided is
//! commented out, so that the text is a file that decides the same. It never shows the access token.

use std::fmt::Display;
use std::time::Duration;

use toml::Value;

use crate::config::settings::Source;
use crate::config::{Config, LogFormat};

/// Where the sources stand, if the line is not longer.
const COLUMN: usize = 40;

/// What there is to say of a setting.
enum Shown {
    Value(Value),
    Secret,
    Nothing,
}

/// One line a setting.
pub(super) fn write(config: &Config, source: impl Fn(&str) -> Source) -> String {
    let lines = settings(config).into_iter().map(|(key, shown)| {
        let source = source(key);
        let line = match (shown, source) {
            (Shown::Value(value), Source::Default) => format!("# {key} = {value}"),
            (Shown::Value(value), _) => format!("{key} = {value}"),
            (Shown::Secret, _) => format!("# {key} is set"),
            (Shown::Nothing, _) => format!("# {key} is not set"),
        };
        format!("{line:COLUMN$} # {}\n", source.name())
    });
    lines.collect()
}

/// In the order of `--help`.
fn settings(config: &Config) -> Vec<(&'static str, Shown)> {
    let Config {
        destinations, limits, ..
    } = config;
    vec![
        ("listen", list(&config.listen)),
        ("metrics-listen", text(config.metrics_listen.as_ref())),
        ("demo", Shown::Value(config.demo.into())),
        (
            "static-dir",
            text(config.static_dir.as_ref().map(|folder| folder.display())),
        ),
        (
            "tls-certificate",
            text(config.tls.as_ref().map(|tls| tls.certificate.display())),
        ),
        ("tls-key", text(config.tls.as_ref().map(|tls| tls.key.display()))),
        ("allow-host", list(&destinations.hosts)),
        (
            "allow-port",
            array(destinations.ports.iter().map(|port| i64::from(*port))),
        ),
        ("allow-private", Shown::Value(destinations.private.into())),
        ("allow-origin", list(&config.allow_origin)),
        (
            "access-token",
            config
                .access_token
                .as_ref()
                .map_or(Shown::Nothing, |_| Shown::Secret),
        ),
        ("trusted-proxy", list(&config.trusted_proxy)),
        ("max-tunnels", number(limits.max_tunnels)),
        ("max-tunnels-per-client", number(limits.max_tunnels_per_client)),
        ("max-opens-per-minute", number(limits.max_opens_per_minute)),
        ("max-bytes-per-tunnel", number(limits.max_bytes_per_tunnel)),
        (
            "max-bytes-per-client-per-hour",
            number(limits.max_bytes_per_client_per_hour),
        ),
        ("idle-timeout", seconds(limits.idle_timeout)),
        ("connect-timeout", seconds(limits.connect_timeout)),
        ("first-frame-timeout", seconds(limits.first_frame_timeout)),
        ("max-lifetime", seconds(limits.max_lifetime)),
        ("shutdown-grace", seconds(limits.shutdown_grace)),
        (
            "log-format",
            text(Some(match config.log_format {
                LogFormat::Text => "text",
                LogFormat::Json => "json",
            })),
        ),
    ]
}

fn list<T: Display>(items: &[T]) -> Shown {
    if items.is_empty() {
        return Shown::Nothing;
    }
    array(items.iter().map(ToString::to_string))
}

fn array(items: impl Iterator<Item: Into<Value>>) -> Shown {
    Shown::Value(Value::Array(items.map(Into::into).collect()))
}

fn text(value: Option<impl Display>) -> Shown {
    value.map_or(Shown::Nothing, |value| Shown::Value(value.to_string().into()))
}

fn seconds(duration: Duration) -> Shown {
    number(duration.as_secs())
}

/// A file holds no number above the signed ones; no setting makes sense there.
fn number(value: impl TryInto<i64>) -> Shown {
    Shown::Value(value.try_into().unwrap_or(i64::MAX).into())
}
