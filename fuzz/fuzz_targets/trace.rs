//! Headers that are anything. No text of a trace may act on what shows it, and nothing that a sender wrote below the
//! provider's line may verify him. `cargo +nightly fuzz run trace fuzz/corpus/trace fuzz/seeds/trace`
#![no_main]

use libfuzzer_sys::fuzz_target;
use restante::mail::{self, Home, Trace, Verdict};

const HOME: Home<'_> = Home {
    server: "pop.example.net",
    email: "anna@example.net",
};
const BORDER: &[u8] =
    b"Received: from a (b.example [8.8.8.8]) by mx.example.net with ESMTP; Mon, 4 May 2026 10:00:00 +0000\r\n";

fuzz_target!(|header: &[u8]| {
    check(&mail::trace(header, HOME));
    // Folded lines at its beginning would be part of the provider's.
    let own: Vec<u8> = [BORDER, b"X: ", header].concat();
    let trace = mail::trace(&own, HOME);
    check(&trace);
    assert_ne!(trace.verdict, Verdict::Verified, "a sender verified himself");
});

fn check(trace: &Trace) {
    assert!(trace.hops.len() <= 100);
    for hop in &trace.hops {
        let texts = [
            &hop.from, &hop.found, &hop.address, &hop.by, &hop.protocol, &hop.tls, &hop.cipher, &hop.id, &hop.recipient,
            &hop.date,
        ];
        texts.into_iter().for_each(|text| is_plain(text));
    }
    trace.names.iter().for_each(|name| is_plain(&name.text));
    for report in &trace.reports {
        is_plain(&report.by);
        for check in &report.checks {
            is_plain(&check.method);
            is_plain(&check.result);
            check.properties.iter().for_each(|(name, value)| {
                is_plain(name);
                is_plain(value);
            });
        }
    }
}

fn is_plain(text: &str) {
    assert!(text.len() <= 8 * 1024);
    let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.chars().any(acts), "{text:?}");
}
