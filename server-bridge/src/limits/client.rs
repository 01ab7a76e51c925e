//! Who is asking: the address that limits are counted by. A header is believed only when a trusted proxy sent it,
//! or anybody could be as many clients as they like.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::FORWARDED;
use ipnet::IpNet;

const X_FORWARDED_FOR: &str = "x-forwarded-for";
/// One IPv6 customer has at least this many leading bits to themselves.
const V6_CUSTOMER_BITS: u32 = 64;

/// A client: an IPv4 address, or the first 64 bits of an IPv6 one. It prints shortened to /24 or /48, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// The client behind `address`.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let host_bits = u128::BITS - V6_CUSTOMER_BITS;
                Ipv6Addr::from_bits(address.to_bits() >> host_bits << host_bits).into()
            }
            address => address,
        })
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                write!(f, "{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                write!(f, "{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        }
    }
}

/// The client of a request that came from `peer`: the last address in the chain that is not a trusted proxy.
///
/// Most proxies write one of the two headers and hand on the other as the client made it up. So where they tell of
/// different clients neither counts, and all who do that are one client: the proxy itself.
#[must_use]
pub fn client_of(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Client {
    let peer = peer.ip().to_canonical();
    if !is_trusted(peer, trusted) {
        return Client::new(peer);
    }
    let mut told = [forwarded(headers), x_forwarded_for(headers)]
        .into_iter()
        .filter(|chain| !chain.is_empty())
        .map(|chain| Client::new(nearest(peer, &chain, trusted)));
    let client = told.next().unwrap_or_else(|| Client::new(peer));
    if told.all(|other| other == client) {
        client
    } else {
        Client::new(peer)
    }
}

fn nearest(peer: IpAddr, chain: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let mut nearest = peer;
    for hop in chain.iter().rev() {
        // An unreadable hop ends what can be known; the proxy that reported it is then the best answer.
        let Some(address) = hop else { break };
        nearest = *address;
        if !is_trusted(nearest, trusted) {
            break;
        }
    }
    nearest
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// The addresses in `Forwarded` (RFC 7239), farthest first.
fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    hops(headers, FORWARDED.as_str(), |element| {
        let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
        address(value.trim_matches('"'))
    })
}

/// The addresses in `X-Forwarded-For`, farthest first.
fn x_forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    hops(headers, X_FORWARDED_FOR, address)
}

fn hops(
    headers: &HeaderMap,
    name: &str,
    address: impl Fn(&str) -> Option<IpAddr> + Copy,
) -> Vec<Option<IpAddr>> {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(',').map(move |hop| address(hop.trim())))
        .collect()
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(hop);
    let with_port = || hop.parse().ok().map(|socket: SocketAddr| socket.ip());
    bare.parse()
        .ok()
        .or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}
