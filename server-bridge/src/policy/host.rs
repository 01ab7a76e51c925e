//! A destination's host as a browser or an operator writes it. Anything that is neither a host name nor an
//! address in its usual form is no host, so that no odd spelling reaches the system's resolver.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use serde::Deserialize;

const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// A host: a name (lower case, without a final dot) or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A name.
    Name(String),
    /// An address.
    Address(IpAddr),
}

impl Host {
    /// Whether this is the name `name` (which is lower case).
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }
}

/// The text is no host, or no host with a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoHost;

impl fmt::Display for NoHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a host name or address")
    }
}

impl std::error::Error for NoHost {}

impl FromStr for Host {
    type Err = NoHost;

    fn from_str(text: &str) -> Result<Self, NoHost> {
        let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(inner) = bracketed {
            return inner
                .parse::<Ipv6Addr>()
                .map(|address| Self::Address(address.into()))
                .map_err(|_| NoHost);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        // Resolvers also take "127.1", "0x7f000001" and "2130706433" for addresses; nobody's mail server is called so.
        let numeric = name
            .rsplit('.')
            .next()
            .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
        if name.is_empty() || name.len() > LONGEST_NAME || numeric || !name.split('.').all(is_label) {
            return Err(NoHost);
        }
        Ok(Self::Name(name.to_ascii_lowercase()))
    }
}

fn is_label(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A host that the operator allows, on one port or on all that are allowed in general.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct AllowedHost {
    /// The host.
    pub host: Host,
    /// The only port, if one was named.
    pub port: Option<u16>,
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.port) {
            (Host::Name(name), None) => f.write_str(name),
            (Host::Name(name), Some(port)) => write!(f, "{name}:{port}"),
            (Host::Address(address), None) => write!(f, "{address}"),
            (Host::Address(address), Some(port)) => write!(f, "{}", SocketAddr::new(*address, port)),
        }
    }
}

impl FromStr for AllowedHost {
    type Err = NoHost;

    fn from_str(text: &str) -> Result<Self, NoHost> {
        if let Ok(host) = text.parse() {
            return Ok(Self { host, port: None });
        }
        let (host, port) = text.rsplit_once(':').ok_or(NoHost)?;
        // An IPv6 address with a port needs its brackets, or its last group would be taken for the port.
        if host.contains(':') && !host.starts_with('[') {
            return Err(NoHost);
        }
        let port: u16 = port.parse().map_err(|_| NoHost)?;
        Ok(Self {
            host: host.parse()?,
            port: Some(port),
        })
    }
}

impl TryFrom<String> for AllowedHost {
    type Error = NoHost;

    fn try_from(text: String) -> Result<Self, NoHost> {
        text.parse()
    }
}
