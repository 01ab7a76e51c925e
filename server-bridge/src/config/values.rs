//! One list of settings, read three ways: flags, `RESTANTE_…` in the environment, keys of a TOML file.
//! Nothing here has a default, so that a later source can tell what an earlier one left open.

use std::fmt;
use std::marker::PhantomData;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::BoolishValueParser;
use ipnet::IpNet;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::config::LogFormat;
use crate::policy::{AllowedHost, Origin};

const WHERE: &str = "Where it serves, and what";
const REACH: &str = "What may be reached";
const WHO: &str = "Who may open tunnels";
const HOW_MUCH: &str = "How many, and how long";
const LOG: &str = "The log";

/// What one source says. Empty and `None` mean that it says nothing.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Values {
    /// Where to serve; may be given several times [default: 127.0.0.1:8025]
    #[arg(
        long,
        env = "RESTANTE_LISTEN", help_heading = WHERE,
        value_name = "ADDR:PORT",
        value_delimiter = ','
    )]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) listen: Vec<SocketAddr>,

    /// Where to serve /metrics, /healthz and /readyz for machines
    #[arg(long, env = "RESTANTE_METRICS_LISTEN", help_heading = WHERE, value_name = "ADDR:PORT")]
    pub(super) metrics_listen: Option<SocketAddr>,

    /// Also start the embedded demo servers and offer the demo account
    #[arg(long, env = "RESTANTE_DEMO", help_heading = WHERE, num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new(), value_name = "BOOL")]
    pub(super) demo: Option<bool>,

    /// Serve this folder instead of the embedded app
    #[arg(long, env = "RESTANTE_STATIC_DIR", help_heading = WHERE, value_name = "DIR")]
    pub(super) static_dir: Option<PathBuf>,

    /// The certificate to serve HTTPS with, and those above it, in PEM; without one it serves plain HTTP
    #[arg(long, env = "RESTANTE_TLS_CERTIFICATE", help_heading = WHERE, value_name = "FILE.pem")]
    pub(super) tls_certificate: Option<PathBuf>,

    /// The key of that certificate, in PEM
    #[arg(long, env = "RESTANTE_TLS_KEY", help_heading = WHERE, value_name = "FILE.pem")]
    pub(super) tls_key: Option<PathBuf>,

    /// A host that may be reached; when given, no other may
    #[arg(
        long,
        env = "RESTANTE_ALLOW_HOST", help_heading = REACH,
        value_name = "NAME[:PORT]",
        value_delimiter = ','
    )]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) allow_host: Vec<AllowedHost>,

    /// A port that may be reached [default: 110, 995, 465, 587, and 443 on hosts named with --allow-host]
    #[arg(long, env = "RESTANTE_ALLOW_PORT", help_heading = REACH, value_name = "PORT", value_delimiter = ',',
          value_parser = clap::value_parser!(u16).range(1..))]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) allow_port: Vec<u16>,

    /// Private, loopback and link-local destinations may be reached
    #[arg(long, env = "RESTANTE_ALLOW_PRIVATE", help_heading = REACH, num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_parser = BoolishValueParser::new(), value_name = "BOOL")]
    pub(super) allow_private: Option<bool>,

    /// An origin that may open tunnels, such as https://mail.example.org [default: the one that serves the app]
    #[arg(
        long,
        env = "RESTANTE_ALLOW_ORIGIN", help_heading = WHO,
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    #[serde(deserialize_with = "one_or_many")]
    pub(super) allow_origin: Vec<Origin>,

    /// What a browser must present to open a tunnel
    #[arg(
        long,
        env = "RESTANTE_ACCESS_TOKEN", help_heading = WHO,
        value_name = "TOKEN",
        hide_env_values = true
    )]
    #[serde(deserialize_with = "secret")]
    pub(super) access_token: Option<String>,

    /// A proxy whose Forwarded or X-Forwarded-For counts
    #[arg(long, env = "RESTANTE_TRUSTED_PROXY", help_heading = WHO, value_name = "CIDR", value_delimiter = ',',
          value_parser = network)]
    #[serde(deserialize_with = "networks")]
    pub(super) trusted_proxy: Vec<IpNet>,

    /// Open tunnels in all [default: 10000]
    #[arg(long, env = "RESTANTE_MAX_TUNNELS", help_heading = HOW_MUCH, value_name = "N")]
    pub(super) max_tunnels: Option<usize>,

    /// Open tunnels of one client [default: 32]
    #[arg(long, env = "RESTANTE_MAX_TUNNELS_PER_CLIENT", help_heading = HOW_MUCH, value_name = "N")]
    pub(super) max_tunnels_per_client: Option<usize>,

    /// Connections one client may have opened in a minute [default: 600]
    #[arg(long, env = "RESTANTE_MAX_OPENS_PER_MINUTE", help_heading = HOW_MUCH, value_name = "N")]
    pub(super) max_opens_per_minute: Option<u32>,

    /// Bytes that one tunnel may move, in both directions together [default: 17179869184]
    #[arg(long, env = "RESTANTE_MAX_BYTES_PER_TUNNEL", help_heading = HOW_MUCH, value_name = "BYTES")]
    pub(super) max_bytes_per_tunnel: Option<u64>,

    /// Bytes that all tunnels of one client may move in an hour [default: 68719476736]
    #[arg(long, env = "RESTANTE_MAX_BYTES_PER_CLIENT_PER_HOUR", help_heading = HOW_MUCH, value_name = "BYTES")]
    pub(super) max_bytes_per_client_per_hour: Option<u64>,

    /// How long neither side of a tunnel may send a byte [default: 600]
    #[arg(long, env = "RESTANTE_IDLE_TIMEOUT", help_heading = HOW_MUCH, value_name = "SECONDS")]
    pub(super) idle_timeout: Option<u64>,

    /// How long resolving and connecting may take together [default: 10]
    #[arg(long, env = "RESTANTE_CONNECT_TIMEOUT", help_heading = HOW_MUCH, value_name = "SECONDS")]
    pub(super) connect_timeout: Option<u64>,

    /// How long a new tunnel may take to say where to [default: 10]
    #[arg(long, env = "RESTANTE_FIRST_FRAME_TIMEOUT", help_heading = HOW_MUCH, value_name = "SECONDS")]
    pub(super) first_frame_timeout: Option<u64>,

    /// How long a tunnel may be open [default: 3600]
    #[arg(long, env = "RESTANTE_MAX_LIFETIME", help_heading = HOW_MUCH, value_name = "SECONDS")]
    pub(super) max_lifetime: Option<u64>,

    /// How long open tunnels may go on after the bridge was asked to stop [default: 0]
    #[arg(long, env = "RESTANTE_SHUTDOWN_GRACE", help_heading = HOW_MUCH, value_name = "SECONDS")]
    pub(super) shutdown_grace: Option<u64>,

    /// How the log is written [default: text on a terminal, else json]
    #[arg(long, env = "RESTANTE_LOG_FORMAT", help_heading = LOG, value_name = "FORMAT")]
    pub(super) log_format: Option<LogFormat>,
}

impl Values {
    /// These, and what they leave open from `weaker`.
    pub(super) fn or(self, weaker: Self) -> Self {
        Self {
            listen: many(self.listen, weaker.listen),
            metrics_listen: self.metrics_listen.or(weaker.metrics_listen),
            demo: self.demo.or(weaker.demo),
            static_dir: self.static_dir.or(weaker.static_dir),
            tls_certificate: self.tls_certificate.or(weaker.tls_certificate),
            tls_key: self.tls_key.or(weaker.tls_key),
            allow_host: many(self.allow_host, weaker.allow_host),
            allow_port: many(self.allow_port, weaker.allow_port),
            allow_private: self.allow_private.or(weaker.allow_private),
            allow_origin: many(self.allow_origin, weaker.allow_origin),
            access_token: self.access_token.or(weaker.access_token),
            trusted_proxy: many(self.trusted_proxy, weaker.trusted_proxy),
            max_tunnels: self.max_tunnels.or(weaker.max_tunnels),
            max_tunnels_per_client: self.max_tunnels_per_client.or(weaker.max_tunnels_per_client),
            max_opens_per_minute: self.max_opens_per_minute.or(weaker.max_opens_per_minute),
            max_bytes_per_tunnel: self.max_bytes_per_tunnel.or(weaker.max_bytes_per_tunnel),
            max_bytes_per_client_per_hour: self
                .max_bytes_per_client_per_hour
                .or(weaker.max_bytes_per_client_per_hour),
            idle_timeout: self.idle_timeout.or(weaker.idle_timeout),
            connect_timeout: self.connect_timeout.or(weaker.connect_timeout),
            first_frame_timeout: self.first_frame_timeout.or(weaker.first_frame_timeout),
            max_lifetime: self.max_lifetime.or(weaker.max_lifetime),
            shutdown_grace: self.shutdown_grace.or(weaker.shutdown_grace),
            log_format: self.log_format.or(weaker.log_format),
        }
    }
}

fn many<T>(these: Vec<T>, weaker: Vec<T>) -> Vec<T> {
    if these.is_empty() { weaker } else { these }
}

/// `key = "one"` and `key = ["one", "two"]` alike.
struct OneOrMany<T>(PhantomData<T>);

impl<T> OneOrMany<T> {
    fn one<'de, V, E>(value: V) -> Result<Vec<T>, E>
    where
        V: IntoDeserializer<'de, E>,
        T: Deserialize<'de>,
        E: serde::de::Error,
    {
        T::deserialize(value.into_deserializer()).map(|one| vec![one])
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value or a list of them")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Vec<T>, E> {
        Self::one(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Vec<T>, E> {
        Self::one(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values))
    }
}

fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(OneOrMany(PhantomData))
}

/// Whatever stands there instead of a text may be the secret all the same, so no message repeats it.
fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer)
        .map(Some)
        .map_err(|_| serde::de::Error::custom("an access token is a text in quotes"))
}

fn networks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let texts: Vec<String> = one_or_many(deserializer)?;
    texts
        .iter()
        .map(|text| network(text).map_err(serde::de::Error::custom))
        .collect()
}

/// A network, or a single address.
fn network(text: &str) -> Result<IpNet, ipnet::AddrParseError> {
    text.parse().or_else(|error| {
        text.parse()
            .map(|address: std::net::IpAddr| address.into())
            .map_err(|_| error)
    })
}
