//! Which addresses are the public internet: the IANA special-purpose registries of both families, as a table.
//! Whatever is not plainly public is not; an IPv4 address inside an IPv6 one counts as what it leads to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The public internet.
    Public,
    /// This machine or the networks around it: only where the operator says so.
    Private,
    /// Nowhere a mail server can be.
    Never,
}

use Reach::{Never, Private, Public};

/// Source: IANA IPv4 Special-Purpose Address Registry, and RFC 5771 for multicast. The first match counts.
const V4: &[([u8; 4], u8, Reach)] = &[
    ([0, 0, 0, 0], 8, Never), // "this network"; 0.0.0.0 reaches the own machine on Linux
    ([10, 0, 0, 0], 8, Private),
    ([100, 64, 0, 0], 10, Private), // shared address space (carriers, overlay networks)
    ([127, 0, 0, 0], 8, Private),
    ([169, 254, 169, 254], 32, Never), // where clouds hand out credentials: never a mail server
    ([169, 254, 0, 0], 16, Private),
    ([172, 16, 0, 0], 12, Private),
    ([192, 0, 0, 0], 24, Never),    // protocol assignments
    ([192, 0, 2, 0], 24, Never),    // documentation
    ([192, 31, 196, 0], 24, Never), // AS112
    ([192, 52, 193, 0], 24, Never), // automatic multicast tunnelling
    ([192, 88, 99, 0], 24, Never),  // 6to4 relays
    ([192, 168, 0, 0], 16, Private),
    ([192, 175, 48, 0], 24, Never), // AS112
    ([198, 18, 0, 0], 15, Never),   // benchmarking
    ([198, 51, 100, 0], 24, Never), // documentation
    ([203, 0, 113, 0], 24, Never),  // documentation
    ([224, 0, 0, 0], 4, Never),     // multicast
    ([240, 0, 0, 0], 4, Never),     // reserved, and broadcast
];

/// Source: IANA IPv6 Special-Purpose Address Registry. The first match counts.
const V6: &[([u16; 8], u8, Reach)] = &[
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, Private), // loopback
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, Private),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, Private),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, Never), // protocol assignments: Teredo, benchmarking, ORCHID …
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, Never), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, Never), // 6to4
    ([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48, Never), // AS112
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, Never), // documentation
    ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3, Public), // the only block that global unicast addresses come from
];

/// Where `address` leads.
pub(super) fn reach(address: IpAddr) -> Reach {
    match address.to_canonical() {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => match behind_nat64(address) {
            // Whoever runs the bridge behind NAT64 says so with `--allow-private`, and still reaches no metadata.
            Some(inner) if reach_v4(inner) != Never => Private,
            Some(_) => Never,
            None => reach_v6(address),
        },
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let bits = address.to_bits();
    let hit = V4
        .iter()
        .find(|(block, prefix, _)| same_prefix_u32(bits, u32::from_be_bytes(*block), *prefix));
    hit.map_or(Public, |(_, _, reach)| *reach)
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let bits = address.to_bits();
    let hit = V6.iter().find(|(block, prefix, _)| {
        let [a, b, c, d, e, f, g, h] = *block;
        same_prefix_u128(bits, Ipv6Addr::new(a, b, c, d, e, f, g, h).to_bits(), *prefix)
    });
    hit.map_or(Never, |(_, _, reach)| *reach)
}

/// The IPv4 address that a translator would reach (RFC 6052, 64:ff9b::/96; the local-use prefix of RFC 8215 is in no
/// table and so is never reached).
fn behind_nat64(address: Ipv6Addr) -> Option<Ipv4Addr> {
    const PREFIX: u128 = 0x0064_ff9b << 96;
    let bits = address.to_bits();
    #[expect(clippy::cast_possible_truncation, reason = "the last 32 bits are the address")]
    same_prefix_u128(bits, PREFIX, 96).then(|| Ipv4Addr::from_bits(bits as u32))
}

fn same_prefix_u32(a: u32, b: u32, prefix: u8) -> bool {
    (a ^ b).leading_zeros() >= u32::from(prefix)
}

fn same_prefix_u128(a: u128, b: u128, prefix: u8) -> bool {
    (a ^ b).leading_zeros() >= u32::from(prefix)
}
