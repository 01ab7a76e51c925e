//! What must never be dialled: special addresses of both families, dressed and undressed, and odd ways to write them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Addresses of every special block: first, last, and ones with a bad name.
pub(super) fn special_v4() -> Vec<Ipv4Addr> {
    let blocks = [
        ("0.0.0.0", 8),
        ("10.0.0.0", 8),
        ("100.64.0.0", 10),
        ("127.0.0.0", 8),
        ("169.254.0.0", 16),
        ("172.16.0.0", 12),
        ("192.0.0.0", 24),
        ("192.0.2.0", 24),
        ("192.31.196.0", 24),
        ("192.52.193.0", 24),
        ("192.88.99.0", 24),
        ("192.168.0.0", 16),
        ("192.175.48.0", 24),
        ("198.18.0.0", 15),
        ("198.51.100.0", 24),
        ("203.0.113.0", 24),
        ("224.0.0.0", 4),
        ("240.0.0.0", 4),
    ];
    let notorious = [
        "127.0.0.1",
        "127.0.0.53",
        "127.1.2.3",
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.168.0.1",
        "192.168.1.1",
        "10.0.0.1",
        "172.17.0.1",
        "255.255.255.255",
        "239.255.255.250",
    ];
    let edges = blocks.into_iter().flat_map(|(first, prefix): (&str, u32)| {
        let first: Ipv4Addr = first.parse().unwrap();
        [first, Ipv4Addr::from_bits(first.to_bits() | (u32::MAX >> prefix))]
    });
    edges
        .chain(notorious.iter().map(|text| text.parse().unwrap()))
        .collect()
}

pub(super) fn special_v6() -> Vec<Ipv6Addr> {
    let plain = [
        "::",
        "::1",
        "::2",
        "64:ff9b:1::1",
        "100::1",
        "100::ffff",
        "2001::1",
        "2001:1::1",
        "2001:2::1",
        "2001:3::1",
        "2001:4:112::1",
        "2001:10::1",
        "2001:20::1",
        "2001:30::1",
        "2001:db8::1",
        "2001:db8:ffff::1",
        "2002::1",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff01::1",
        "ff02::1",
        "ff0e::1",
        "4000::1",
        "8000::1",
        "e000::1",
    ];
    let inside = [
        Ipv4Addr::LOCALHOST,
        Ipv4Addr::new(10, 0, 0, 1),
        Ipv4Addr::new(169, 254, 169, 254),
        Ipv4Addr::new(192, 168, 1, 1),
        Ipv4Addr::UNSPECIFIED,
        Ipv4Addr::BROADCAST,
    ];
    let dressed = inside.into_iter().flat_map(|address| {
        let bits = u128::from(address.to_bits());
        [
            (0xffff << 32) | bits,                                  // mapped
            bits,                                                   // compatible
            (0xffff << 48) | bits,                                  // translated
            (0x0064_ff9b << 96) | bits,                             // NAT64
            (0x2002 << 112) | (bits << 80),                         // 6to4
            (0x2001 << 112) | (bits << 64) | (!bits & 0xffff_ffff), // Teredo, as server and as client
            (0xfe80 << 112) | (0x5efe << 32) | bits,                // ISATAP
        ]
        .map(Ipv6Addr::from_bits)
    });
    plain
        .iter()
        .map(|text| text.parse().unwrap())
        .chain(dressed)
        .collect()
}

pub(super) const SPELLINGS: [&str; 46] = [
    "localhost",
    "LOCALHOST",
    "LocalHost",
    "localhost.",
    "127.1",
    "127.0.1",
    "0",
    "0.0",
    "0x7f.1",
    "0x7f000001",
    "0X7F000001",
    "0177.0.0.1",
    "017700000001",
    "2130706433",
    "127.0.0.1.",
    "127.0.0.01",
    "0127.0.0.1",
    "[127.0.0.1]",
    "[::1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "0:0:0:0:0:ffff:127.0.0.1",
    "::1%lo",
    "fe80::1%eth0",
    "[::1%25lo]",
    "127.0.0.1:80",
    "127.0.0.1/",
    "127.0.0.1#a.example",
    "127.0.0.1?a.example",
    "a@127.0.0.1",
    "a.example@127.0.0.1",
    "http://127.0.0.1",
    "//127.0.0.1",
    "127.0.0.1 ",
    " 127.0.0.1",
    "127.0.0.1\t",
    "127.0.0.1\n",
    "127.0.0.1\0.a.example",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "lo\u{AD}calhost",
    "ⓛocalhost",
    "",
    ".",
    "%6cocalhost",
];
