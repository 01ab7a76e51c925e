//! May this page have this host and port reached? Decided here, on the address that is then dialled.
//! It opens nothing and resolves nothing: names, addresses and time come as arguments.

mod address;
mod beginning;
mod host;
mod origin;

use std::net::{IpAddr, SocketAddr};

use crate::config::{Destinations, NEVER_PORT};
use crate::demo::{self, Demo};

pub use beginning::Beginning;
pub(crate) use beginning::Watch;
pub use host::{AllowedHost, Host};
pub use origin::{Origin, OriginRule, Served, Verdict};

/// The port under [`demo::HOST`] that leads to the demo POP3 server.
pub const DEMO_POP3_PORT: u16 = 995;
/// The port under [`demo::HOST`] that leads to the demo submission server.
pub const DEMO_SMTP_PORT: u16 = 465;
/// On these, TLS starts with the first byte.
const TLS_PORTS: [u16; 3] = [995, 465, 443];
/// On these, the server speaks first, and this is how.
const POP3_PORT: u16 = 110;
const SUBMISSION_PORT: u16 = 587;

/// What may be reached.
#[derive(Clone, Debug)]
pub struct Policy {
    destinations: Destinations,
    demo: Option<(SocketAddr, SocketAddr)>,
}

/// Where an admitted request leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To the addresses behind a name; each must pass [`Policy::reachable`].
    Name(String),
    /// To an address that was given as such; it must pass [`Policy::reachable`].
    Address(IpAddr),
    /// To one of the bridge's own demo servers, exactly there.
    Demo(SocketAddr),
}

/// What of a request may not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Forbidden {
    /// Only other hosts may be reached.
    Host,
    /// Only other ports may be reached.
    Port,
    /// The host has only addresses that may not be reached.
    Address,
}

impl Policy {
    /// The policy that the operator's words, and the demo servers where they run, make.
    #[must_use]
    pub fn new(destinations: Destinations, demo: Option<&Demo>) -> Self {
        Self {
            destinations,
            demo: demo.map(|demo| (demo.pop3, demo.smtp)),
        }
    }

    /// Where a request for `host` and `port` leads.
    ///
    /// # Errors
    /// What of it may not be reached, whatever the name resolves to.
    pub fn route(&self, host: &Host, port: u16) -> Result<Route, Forbidden> {
        if let (Some((pop3, smtp)), true) = (self.demo, host.is_named(demo::HOST)) {
            return match port {
                DEMO_POP3_PORT => Ok(Route::Demo(pop3)),
                DEMO_SMTP_PORT => Ok(Route::Demo(smtp)),
                _ => Err(Forbidden::Port),
            };
        }
        self.admit(host, port)?;
        Ok(match host {
            Host::Name(name) => Route::Name(name.clone()),
            Host::Address(address) => Route::Address(*address),
        })
    }

    /// Those of `addresses` that may be dialled, in their order. What is not in here must never be connected to.
    pub fn reachable(&self, addresses: impl IntoIterator<Item = IpAddr>, port: u16) -> Vec<SocketAddr> {
        addresses
            .into_iter()
            .map(|address| address.to_canonical())
            .filter(|address| match address::reach(*address) {
                address::Reach::Public => true,
                address::Reach::Private => self.destinations.private,
                address::Reach::Never => false,
            })
            .map(|address| SocketAddr::new(address, port))
            .collect()
    }

    /// How the browser and the server must begin on this port, so that the bridge is no use to whoever wants to reach
    /// anything but a mail server. An operator who names the hosts has said enough.
    #[must_use]
    pub fn beginnings(&self, port: u16) -> (Option<Beginning>, Option<Beginning>) {
        match port {
            _ if !self.destinations.hosts.is_empty() => (None, None),
            POP3_PORT => (None, Some(Beginning::Pop3Greeting)),
            SUBMISSION_PORT => (None, Some(Beginning::SmtpGreeting)),
            _ => (TLS_PORTS.contains(&port).then_some(Beginning::TlsHello), None),
        }
    }

    fn admit(&self, host: &Host, port: u16) -> Result<(), Forbidden> {
        let Destinations {
            hosts,
            ports,
            named_host_ports,
            ..
        } = &self.destinations;
        let mut named = hosts.iter().filter(|allowed| allowed.host == *host).peekable();
        if !hosts.is_empty() && named.peek().is_none() {
            return Err(Forbidden::Host);
        }
        let is_listed = if hosts.is_empty() {
            ports.contains(&port)
        } else {
            named.any(|allowed| match allowed.port {
                Some(only) => only == port,
                None => ports.contains(&port) || named_host_ports.contains(&port),
            })
        };
        if is_listed && port != NEVER_PORT && port != 0 {
            Ok(())
        } else {
            Err(Forbidden::Port)
        }
    }
}

#[cfg(test)]
mod tests;
