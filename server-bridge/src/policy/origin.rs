//! May a page of this origin open tunnels? A browser cannot lie about its origin, so an exact comparison keeps
//! every other site's script out; programs that are no browser can lie, and are held by the other rules.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::Deserialize;

use crate::policy::Host;

/// An origin in its canonical form: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin {
    secure: bool,
    host: Host,
    port: u16,
}

/// The text is no origin in the form that browsers send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoOrigin;

impl fmt::Display for NoOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an origin such as https://mail.example.org or http://127.0.0.1:8025")
    }
}

impl std::error::Error for NoOrigin {}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secure { "https://" } else { "http://" })?;
        match &self.host {
            Host::Name(name) => f.write_str(name)?,
            Host::Address(IpAddr::V4(address)) => write!(f, "{address}")?,
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]")?,
        }
        if self.port == default_port(self.secure) {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    /// Takes only what a browser would write: whatever prints differently is a look-alike.
    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let (scheme, authority) = text.split_once("://").ok_or(NoOrigin)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(NoOrigin),
        };
        let (host, port) = split_authority(authority).ok_or(NoOrigin)?;
        let origin = Self {
            secure,
            host,
            port: port.unwrap_or_else(|| default_port(secure)),
        };
        if origin.to_string() == text {
            Ok(origin)
        } else {
            Err(NoOrigin)
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = NoOrigin;

    fn try_from(text: String) -> Result<Self, NoOrigin> {
        text.parse()
    }
}

/// `host`, `host:port`, `[v6]` or `[v6]:port`.
fn split_authority(authority: &str) -> Option<(Host, Option<u16>)> {
    if let Some((host, port)) = authority
        .rsplit_once(':')
        .filter(|(_, port)| !port.ends_with(']'))
    {
        let plain_digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let bracketed = host.starts_with('[') || !host.contains(':');
        return match (plain_digits && bracketed, port.parse()) {
            (true, Ok(port)) => Some((host.parse().ok()?, Some(port))),
            _ => None,
        };
    }
    Some((authority.parse().ok()?, None))
}

fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

/// Which origins may open tunnels.
#[derive(Clone, Debug)]
pub struct OriginRule {
    allowed: Vec<Origin>,
    token_required: bool,
    served: Served,
}

/// What the bridge itself speaks to browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// Plain HTTP; other machines come through a proxy with TLS.
    Http,
    /// HTTPS, with a certificate for its name.
    Https,
}

/// What the rule says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may open a tunnel (with the token, where one is required).
    Allowed,
    /// Its page may not open tunnels.
    Refused,
}

impl OriginRule {
    /// `allowed` may open tunnels; when empty, the origin that serves the app may.
    #[must_use]
    pub fn new(allowed: Vec<Origin>, token_required: bool, served: Served) -> Self {
        Self {
            allowed,
            token_required,
            served,
        }
    }

    /// What it says of a request with these headers (`None`: absent; several or unreadable ones are for the caller
    /// to refuse).
    #[must_use]
    pub fn judge(&self, origin: Option<&str>, host: Option<&str>) -> Verdict {
        let Some(origin) = origin else {
            // No browser leaves it out, so there is no page to protect from; the token says who is asking.
            return if self.token_required {
                Verdict::Allowed
            } else {
                Verdict::Refused
            };
        };
        let allowed = match origin.parse::<Origin>() {
            Err(NoOrigin) => false,
            Ok(origin) if self.allowed.is_empty() => self.serves_the_app(&origin, host),
            Ok(origin) => self.allowed.contains(&origin),
        };
        if allowed {
            Verdict::Allowed
        } else {
            Verdict::Refused
        }
    }

    /// Whether `origin` is where the request itself went.
    fn serves_the_app(&self, origin: &Origin, host: Option<&str>) -> bool {
        let Some((host, port)) = host.and_then(split_authority) else {
            return false;
        };
        let same = origin.host == host && origin.port == port.unwrap_or_else(|| default_port(origin.secure));
        let expected_secure = match self.served {
            // A stranger's name may point here, but the certificate is not for it: no page of it can ask over TLS.
            Served::Https => true,
            Served::Http => !is_local(&origin.host),
        };
        same && origin.secure == expected_secure
    }
}

/// Whether the host is an address or a name that belongs to no stranger.
///
/// Such a page comes from this bridge itself, which speaks plain HTTP. Any other name comes through a proxy with TLS:
/// without, a stranger's name can be made to point at this machine after its page was loaded (DNS rebinding), and that
/// page then sends its own name both as origin and as host.
fn is_local(host: &Host) -> bool {
    match host {
        Host::Address(_) => true,
        Host::Name(name) => !name.contains('.') || name.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests;
