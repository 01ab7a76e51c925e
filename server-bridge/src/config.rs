//! What the operator decided: flag beats environment beats file beats default.
//! It must not act on any of it; it only ends in a [`Config`] that is whole and consistent.

mod report;
mod settings;
mod tls;
mod values;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use std::{fmt, io};

use ipnet::IpNet;
use sha2::{Digest, Sha256};

use crate::policy::{AllowedHost, Origin};

pub use settings::Settings;
pub use tls::{Tls, TlsError};
use values::Values;

/// Mail is handed from server to server on this port, without a login: a bridge that reached it would be a spam relay.
pub(crate) const NEVER_PORT: u16 = 25;
/// POP3, POP3S, submission over TLS, submission.
const MAIL_PORTS: [u16; 4] = [110, 995, 465, 587];
const HTTPS_PORT: u16 = 443;
/// The largest mailboxes that people get for nothing hold 15 GB: one comes whole through one tunnel, and four such
/// households behind one address do not disturb each other.
const GIB: u64 = 1 << 30;

/// Everything the operator decided.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to serve; never empty.
    pub listen: Vec<SocketAddr>,
    /// Where to serve the metrics, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// Whether the demo servers are started.
    pub demo: bool,
    /// The folder to serve instead of the embedded app.
    pub static_dir: Option<PathBuf>,
    /// The certificate to serve with; without one, plain HTTP.
    pub tls: Option<Tls>,
    /// What may be reached.
    pub destinations: Destinations,
    /// The origins that may open tunnels; empty means the one that serves the app.
    pub allow_origin: Vec<Origin>,
    /// What a browser must present to open a tunnel.
    pub access_token: Option<AccessToken>,
    /// The proxies whose word about a client's address counts.
    pub trusted_proxy: Vec<IpNet>,
    /// How many and how long.
    pub limits: LimitSettings,
    /// How the log is written.
    pub log_format: LogFormat,
}

/// What may be reached.
#[derive(Clone, Debug, Default)]
pub struct Destinations {
    /// The only hosts that may be reached; empty means any public host.
    pub hosts: Vec<AllowedHost>,
    /// The ports that may be reached on every allowed host.
    pub ports: Vec<u16>,
    /// The further ports that may be reached on hosts of `hosts`.
    pub named_host_ports: Vec<u16>,
    /// Whether private, loopback and link-local addresses may be reached.
    pub private: bool,
}

/// How many and how long.
#[derive(Clone, Copy, Debug)]
pub struct LimitSettings {
    /// Open tunnels, in all.
    pub max_tunnels: usize,
    /// Open tunnels of one client.
    pub max_tunnels_per_client: usize,
    /// Connections that one client may have the bridge open in a minute; as many at once after a pause.
    pub max_opens_per_minute: u32,
    /// Bytes that one tunnel may move, in both directions together.
    pub max_bytes_per_tunnel: u64,
    /// Bytes that all tunnels of one client may move in an hour, in both directions together.
    pub max_bytes_per_client_per_hour: u64,
    /// How long resolving and connecting may take together.
    pub connect_timeout: Duration,
    /// How long a new tunnel may take to say where to.
    pub first_frame_timeout: Duration,
    /// How long neither side may send a byte.
    pub idle_timeout: Duration,
    /// How long a tunnel may be open.
    pub max_lifetime: Duration,
    /// How long open tunnels may go on after the bridge was asked to stop.
    pub shutdown_grace: Duration,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For log collectors: one object a line.
    Json,
}

/// The access token, kept as its digest: it compares in constant time and cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken([u8; 32]);

impl AccessToken {
    /// The token that is written `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Whether `text` is this token.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        *self == Self::new(text)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::assemble(Values::default(), None)
    }
}

impl Config {
    fn from_values(mut values: Values) -> Result<Self, ConfigError> {
        let named_ports = values.allow_host.iter().filter_map(|host| host.port);
        if values
            .allow_port
            .iter()
            .copied()
            .chain(named_ports)
            .any(|port| port == NEVER_PORT)
        {
            return Err(ConfigError::ForbiddenPort);
        }
        if let Some(folder) = values.static_dir.as_ref().filter(|folder| !folder.is_dir()) {
            return Err(ConfigError::NoFolder(folder.clone()));
        }
        if values.access_token.as_deref() == Some("") {
            return Err(ConfigError::EmptyToken);
        }
        let tls = match (values.tls_certificate.take(), values.tls_key.take()) {
            (Some(certificate), Some(key)) => Some(Tls::read(certificate, key).map_err(ConfigError::Tls)?),
            (None, None) => None,
            _ => return Err(ConfigError::Tls(TlsError::Half)),
        };
        Ok(Self::assemble(values, tls))
    }

    fn assemble(values: Values, tls: Option<Tls>) -> Self {
        let seconds = |given: Option<u64>, default| Duration::from_secs(given.unwrap_or(default));
        let default_ports = values.allow_port.is_empty();
        Self {
            listen: or_default(values.listen, || vec![(Ipv4Addr::LOCALHOST, 8025).into()]),
            metrics_listen: values.metrics_listen,
            demo: values.demo.unwrap_or_default(),
            static_dir: values.static_dir,
            tls,
            destinations: Destinations {
                hosts: values.allow_host,
                ports: or_default(values.allow_port, || MAIL_PORTS.to_vec()),
                named_host_ports: if default_ports {
                    vec![HTTPS_PORT]
                } else {
                    Vec::new()
                },
                private: values.allow_private.unwrap_or_default(),
            },
            allow_origin: values.allow_origin,
            access_token: values.access_token.as_deref().map(AccessToken::new),
            trusted_proxy: values.trusted_proxy,
            limits: LimitSettings {
                max_tunnels: values.max_tunnels.unwrap_or(10_000),
                max_tunnels_per_client: values.max_tunnels_per_client.unwrap_or(32),
                max_opens_per_minute: values.max_opens_per_minute.unwrap_or(600),
                max_bytes_per_tunnel: values.max_bytes_per_tunnel.unwrap_or(16 * GIB),
                max_bytes_per_client_per_hour: values.max_bytes_per_client_per_hour.unwrap_or(64 * GIB),
                connect_timeout: seconds(values.connect_timeout, 10),
                first_frame_timeout: seconds(values.first_frame_timeout, 10),
                idle_timeout: seconds(values.idle_timeout, 600),
                max_lifetime: seconds(values.max_lifetime, 3600),
                shutdown_grace: seconds(values.shutdown_grace, 0),
            },
            log_format: values.log_format.unwrap_or_else(LogFormat::for_this_terminal),
        }
    }
}

impl LogFormat {
    fn for_this_terminal() -> Self {
        if io::IsTerminal::is_terminal(&io::stderr()) {
            Self::Text
        } else {
            Self::Json
        }
    }
}

fn or_default<T>(given: Vec<T>, default: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if given.is_empty() { default() } else { given }
}

/// Why the configuration makes no sense. All of it is the operator's to mend.
#[derive(Debug)]
pub enum ConfigError {
    /// The file cannot be read.
    File(PathBuf, io::Error),
    /// The file is not TOML, or holds an unknown key or an impossible value.
    Syntax {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: Option<usize>,
        /// What is wrong, without the text that is.
        message: String,
    },
    /// Port 25 was allowed.
    ForbiddenPort,
    /// The folder to serve does not exist.
    NoFolder(PathBuf),
    /// The access token is empty.
    EmptyToken,
    /// There can be no TLS as it was asked for.
    Tls(TlsError),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Syntax { path, line, message } => {
                write!(f, "{}", path.display())?;
                line.map_or(Ok(()), |line| write!(f, ", line {line}"))?;
                write!(f, ": {message}")
            }
            Self::ForbiddenPort => {
                f.write_str("port 25 can never be allowed: it would make an open spam relay")
            }
            Self::NoFolder(path) => write!(f, "{} is not a folder", path.display()),
            Self::EmptyToken => f.write_str("the access token is empty"),
            Self::Tls(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests;
