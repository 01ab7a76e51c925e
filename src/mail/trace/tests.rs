//! Headers in the manner of many servers, honest and not.

use super::*;

const HOME: Home<'_> = Home {
    server: "pop.example.net",
    email: "anna@example.net",
};

fn of(header: &str) -> Trace {
    trace(header.replace('\n', "\r\n").as_bytes(), HOME)
}

/// The only hop of a header.
fn hop(field: &str) -> Hop {
    let trace = of(&format!("Received: {field}\nFrom: ben@example.org\n\n"));
    assert_eq!(trace.hops.len(), 1);
    trace.hops.into_iter().next().unwrap()
}

/// Giver as said, as found, its address, taker, protocol, TLS, cipher, id, recipient.
fn facts(hop: &Hop) -> [&str; 9] {
    [
        &hop.from,
        &hop.found,
        &hop.address,
        &hop.by,
        &hop.protocol,
        &hop.tls,
        &hop.cipher,
        &hop.id,
        &hop.recipient,
    ]
}

const NOON: Option<UnixMillis> = Some(UnixMillis(1_777_888_800_000));

#[test]
fn postfix() {
    let hop = hop(
        "from mail.example.org (mail.example.org [198.51.100.7])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits))\n\t(No client certificate requested)\n\tby mx.example.net (Postfix) with ESMTPS id 4Xy7Qk1\n\tfor <anna@example.net>; Mon,  4 May 2026 12:00:00 +0200 (CEST)",
    );
    assert_eq!(
        facts(&hop),
        [
            "mail.example.org",
            "mail.example.org",
            "198.51.100.7",
            "mx.example.net",
            "ESMTPS",
            "TLS 1.3",
            "TLS_AES_256_GCM_SHA384",
            "4Xy7Qk1",
            "anna@example.net"
        ]
    );
    assert!(hop.encrypted && hop.believed);
    assert_eq!(hop.at, NOON);
}

#[test]
fn postfix_that_finds_no_name() {
    let hop = hop(
        "from [192.168.1.5] (unknown [198.51.100.9])\n\tby mx.example.net (Postfix) with ESMTPSA id A1;\n\tMon, 4 May 2026 10:00:00 +0000",
    );
    assert_eq!(
        facts(&hop)[..5],
        ["[192.168.1.5]", "", "198.51.100.9", "mx.example.net", "ESMTPSA"]
    );
    assert!(hop.encrypted);
}

#[test]
fn exim() {
    let hop = hop(
        "from out.example.org ([198.51.100.7] helo=mail.example.org)\n\tby mx.example.net with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384\n\t(Exim 4.96)\n\t(envelope-from <ben@example.org>)\n\tid 1uBcde-000abc-1F\n\tfor anna@example.net;\n\tMon, 04 May 2026 12:00:00 +0200",
    );
    assert_eq!(
        facts(&hop),
        [
            "mail.example.org",
            "out.example.org",
            "198.51.100.7",
            "mx.example.net",
            "esmtps",
            "TLS 1.3",
            "TLS_AES_256_GCM_SHA384",
            "1uBcde-000abc-1F",
            "anna@example.net"
        ]
    );
}

#[test]
fn an_older_exim() {
    let hop = hop(
        "from [198.51.100.7] (helo=mail.example.org) by mx.example.net with esmtps (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.92) id 1a; Mon, 04 May 2026 12:00:00 +0200",
    );
    assert_eq!(
        facts(&hop)[..7],
        [
            "mail.example.org",
            "",
            "198.51.100.7",
            "mx.example.net",
            "esmtps",
            "TLS 1.2",
            "ECDHE-RSA-AES256-GCM-SHA384"
        ]
    );
}

#[test]
fn sendmail_that_smells_a_rat() {
    let hop = hop(
        "from bank.example (host-9.example.org [198.51.100.9] (may be forged))\n\tby mx.example.net (8.17.1/8.17.1) with ESMTPS id 444A0b\n\t(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT)\n\tfor <anna@example.net>; Mon, 4 May 2026 10:00:00 GMT",
    );
    assert_eq!(
        facts(&hop)[..7],
        [
            "bank.example",
            "",
            "198.51.100.9",
            "mx.example.net",
            "ESMTPS",
            "TLS 1.3",
            "TLS_AES_256_GCM_SHA384"
        ]
    );
    assert_eq!(hop.at, NOON);
}

#[test]
fn qmail() {
    let trace = of(
        "Received: (qmail 31337 invoked by uid 89); 4 May 2026 10:00:02 -0000\nReceived: from unknown (HELO mail.example.org) (198.51.100.7)\n  by mx.example.net with SMTP; 4 May 2026 10:00:00 -0000\nFrom: ben@example.org\n\n",
    );
    assert_eq!(
        facts(&trace.hops[0])[..5],
        ["mail.example.org", "", "198.51.100.7", "mx.example.net", "SMTP"]
    );
    assert_eq!(
        facts(&trace.hops[1])[..5],
        ["", "", "", "", "qmail 31337 invoked by uid 89"]
    );
    assert_eq!(trace.hops[1].delay_ms, Some(2000));
    assert!(trace.hops.iter().all(|hop| hop.believed && !hop.encrypted));
}

#[test]
fn exchange() {
    let hop = hop(
        "from DB9PR01MB1.example.net (2603:10a6:10:1::12)\n by AM0PR01MB2.example.net (2603:10a6:208:2::34) with Microsoft SMTP Server\n (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7452.22;\n Mon, 4 May 2026 10:00:00 +0000",
    );
    assert_eq!(
        facts(&hop),
        [
            "DB9PR01MB1.example.net",
            "",
            "2603:10a6:10:1::12",
            "am0pr01mb2.example.net",
            "Microsoft SMTP Server",
            "TLS 1.2",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "15.20.7452.22",
            ""
        ]
    );
    assert!(hop.encrypted);
}

#[test]
fn gmail_with_its_machines_inside() {
    let home = Home {
        server: "pop.gmail.com",
        email: "anna@gmail.com",
    };
    let header = b"Delivered-To: anna@gmail.com\r\nReceived: by 2002:a05:7010:5e8b:b0:3f2:abcd:1 with SMTP id abc123csp99;\r\n        Mon, 4 May 2026 03:00:01 -0700 (PDT)\r\nAuthentication-Results: mx.google.com;\r\n       dkim=pass header.i=@example.org header.s=one header.b=AbCd;\r\n       spf=pass (google.com: domain of ben@example.org designates 198.51.100.7 as permitted sender) smtp.mailfrom=ben@example.org;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.org\r\nReceived: from mail.example.org (mail.example.org. [198.51.100.7])\r\n        by mx.google.com with ESMTPS id x1si1234567.0.2026.05.04.03.00.00\r\n        for <anna@gmail.com>\r\n        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);\r\n        Mon, 04 May 2026 03:00:00 -0700 (PDT)\r\nFrom: Ben <ben@example.org>\r\n\r\n";
    let trace = trace(header, home);
    assert_eq!((trace.verdict, trace.reason), (Verdict::Verified, Reason::Dmarc));
    assert_eq!(
        facts(&trace.hops[0])[..6],
        [
            "mail.example.org",
            "mail.example.org",
            "198.51.100.7",
            "mx.google.com",
            "ESMTPS",
            "TLS 1.3"
        ]
    );
    assert_eq!(trace.hops[1].by, "2002:a05:7010:5e8b:b0:3f2:abcd:1");
    assert!(trace.hops.iter().all(|hop| hop.believed));
    assert_eq!(trace.reports[0].standing, Standing::Believed);
    assert_eq!(trace.reports[0].checks.len(), 3);
}

#[test]
fn yahoo() {
    let hop = hop(
        "from 198.51.100.7 (EHLO mail.example.org)\n by 10.197.32.144 with SMTPs\n (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256);\n Mon, 04 May 2026 10:00:00 +0000",
    );
    assert_eq!(
        facts(&hop)[..6],
        [
            "mail.example.org",
            "",
            "198.51.100.7",
            "10.197.32.144",
            "SMTPs",
            "TLS 1.3"
        ]
    );
    assert!(hop.encrypted && !hop.believed);
}

#[test]
fn gmx() {
    let hop = hop(
        "from mail.example.org ([198.51.100.7]) by mx-ha.gmx.net (mxgmx016\n [212.227.15.9]) with ESMTPS (Nemesis) id 1Mabcd-1qXYZw-00efgh for\n <anna@gmx.de>; Mon, 04 May 2026 12:00:00 +0200",
    );
    assert_eq!(
        facts(&hop),
        [
            "mail.example.org",
            "",
            "198.51.100.7",
            "mx-ha.gmx.net",
            "ESMTPS",
            "",
            "",
            "1Mabcd-1qXYZw-00efgh",
            "anna@gmx.de"
        ]
    );
}

#[test]
fn dovecot_takes_from_its_neighbour() {
    let hop = hop(
        "from mx.example.net ([127.0.0.1])\n\tby store.example.net with LMTP\n\tid 8DkXHgAB+2lvAwAA1pYQ\n\t(envelope-from <ben@example.org>)\n\tfor <anna@example.net>; Mon, 04 May 2026 12:00:00 +0200",
    );
    assert_eq!(
        facts(&hop)[..5],
        ["mx.example.net", "", "127.0.0.1", "store.example.net", "LMTP"]
    );
    assert_eq!(hop.reach, Some(Reach::Loopback));
}

#[test]
fn zimbra() {
    let hop = hop(
        "from zmail.example.net (LHLO zmail.example.net) (10.0.0.5) by\n zmail.example.net with LMTP; Mon, 4 May 2026 12:00:00 +0200 (CEST)",
    );
    assert_eq!(
        facts(&hop)[..5],
        [
            "zmail.example.net",
            "zmail.example.net",
            "10.0.0.5",
            "zmail.example.net",
            "LMTP"
        ]
    );
    assert_eq!(hop.reach, Some(Reach::Private));
}

const BORDER: &str = "Received: from mail.example.org (mail.example.org [8.8.4.4]) by mx.example.net (Postfix) with ESMTPS id 1; Mon, 4 May 2026 10:00:00 +0000\n";
const PASS: &str = "Authentication-Results: mx.example.net; dmarc=pass header.from=example.org\n";
const REST: &str = "From: Ben <ben@example.org>\nDate: Mon, 4 May 2026 09:59:00 +0000\n\n";

fn verdict(pieces: &[&str]) -> (Verdict, Reason) {
    let trace = of(&pieces.concat());
    (trace.verdict, trace.reason)
}

#[test]
fn the_providers_word_above_its_own_line_is_believed() {
    assert_eq!(verdict(&[PASS, BORDER, REST]), (Verdict::Verified, Reason::Dmarc));
}

#[test]
fn the_providers_name_below_it_may_be_the_senders_hand() {
    assert_eq!(
        verdict(&[BORDER, PASS, REST]),
        (Verdict::Unverified, Reason::MaybeForged)
    );
    let failed = PASS.replace("pass", "fail");
    assert_eq!(
        verdict(&[BORDER, &failed, REST]),
        (Verdict::Failed, Reason::Dmarc)
    );
}

#[test]
fn a_filter_that_knows_what_the_server_called_the_message_vouches_for_what_stands_above_it() {
    let border = BORDER.replace("id 1;", "id 4RKy8S3t2sz51;");
    let filter = "DKIM-Filter: OpenDKIM Filter v2.11.0 mx.example.net 4RKy8S3t2sz51\n";
    assert_eq!(
        verdict(&[&border, PASS, filter, REST]),
        (Verdict::Verified, Reason::Dmarc)
    );
    let maybe_forged = (Verdict::Unverified, Reason::MaybeForged);
    // Below it the sender may have written; and so he may, where it is another message's, another server's, short
    // enough to be guessed, guessed many times, or after the message's own fields.
    assert_eq!(verdict(&[&border, filter, PASS, REST]), maybe_forged);
    for forged in [
        filter.replace("4RKy8S3t2sz51", "4RKy8S3t2sz52"),
        filter.replace("mx.example.net", "mx.example.org"),
        "X-Filter: mx.example.net 4RKy8S3t2sz51\n".to_owned(),
        "DKIM-Filter: mx.example.net 0\n".repeat(6) + filter,
        "X-Mailer: a\n".to_owned() + filter,
    ] {
        assert_eq!(verdict(&[&border, PASS, &forged, REST]), maybe_forged, "{forged}");
    }
    let short = filter.replace("4RKy8S3t2sz51", "1");
    assert_eq!(verdict(&[BORDER, PASS, &short, REST]), maybe_forged);
}

#[test]
fn the_providers_name_below_a_strangers_line_is_nothing() {
    let stranger =
        "Received: from a.example ([8.8.8.8]) by b.example with SMTP; Mon, 4 May 2026 09:00:00 +0000\n";
    let failed = PASS.replace("pass", "fail");
    assert_eq!(
        verdict(&[BORDER, stranger, PASS, REST]),
        (Verdict::Unverified, Reason::OnlyOthers)
    );
    assert_eq!(
        verdict(&[BORDER, stranger, &failed, REST]),
        (Verdict::Unverified, Reason::OnlyOthers)
    );
}

#[test]
fn somebody_elses_word_is_nothing() {
    let other = PASS.replace("mx.example.net", "mx.example.net.evil.example");
    assert_eq!(
        verdict(&[&other, BORDER, REST]),
        (Verdict::Unverified, Reason::OnlyOthers)
    );
    let arc = PASS.replace("Authentication-Results:", "ARC-Authentication-Results: i=1;");
    assert_eq!(
        verdict(&[&arc, BORDER, REST]),
        (Verdict::Unverified, Reason::OnlyOthers)
    );
    assert_eq!(
        verdict(&[BORDER, REST]),
        (Verdict::Unverified, Reason::NobodyChecked)
    );
}

#[test]
fn a_forged_way_through_the_provider_is_not_believed() {
    // The sender writes that the provider took it from itself. The line above says where it truly came from.
    let forged = "Received: from mx.example.net (mx.example.net [10.0.0.1]) by store.example.net with LMTP id 2; Mon, 4 May 2026 09:59:30 +0000\n";
    let trace = of(&[BORDER, PASS, forged, REST].concat());
    assert_eq!(
        trace.hops.iter().map(|hop| hop.believed).collect::<Vec<_>>(),
        [false, true]
    );
    assert_eq!(trace.verdict, Verdict::Unverified);
}

#[test]
fn a_stranger_may_call_himself_like_the_provider() {
    for giver in [
        "mx.example.net ([8.8.4.4])",
        "mx.example.net (unknown [8.8.4.4])",
        "mx.example.net (host.evil.example [8.8.4.4])",
        "[127.0.0.1] (unknown [8.8.4.4])",
        "x) ([127.0.0.1] (unknown [8.8.4.4])",
        "unknown (HELO mx.example.net) (8.8.4.4)",
    ] {
        let border = format!(
            "Received: from {giver} by mx.example.net with ESMTP id 1; Mon, 4 May 2026 10:00:00 +0000\n"
        );
        let trace = of(&[&border, PASS, BORDER, REST].concat());
        assert_eq!(trace.hops.iter().filter(|hop| hop.believed).count(), 1, "{giver}");
        assert_ne!(trace.verdict, Verdict::Verified, "{giver}");
    }
}

#[test]
fn hops_within_the_provider_are_all_believed() {
    let inner = "Received: from mx.example.net ([10.0.0.2]) by store.example.net with LMTP id 2; Mon, 4 May 2026 10:00:03 +0000\n";
    let trace = of(&[inner, PASS, BORDER, REST].concat());
    assert!(trace.hops.iter().all(|hop| hop.believed));
    assert_eq!(trace.verdict, Verdict::Verified);
}

#[test]
fn what_was_found_right_has_to_be_the_senders() {
    for (results, wanted) in [
        (
            "dkim=pass header.d=example.org",
            (Verdict::Verified, Reason::Signature),
        ),
        (
            "dkim=pass header.i=@mail.example.org",
            (Verdict::Verified, Reason::Signature),
        ),
        (
            "spf=pass smtp.mailfrom=b@bounce.example.org",
            (Verdict::Verified, Reason::Path),
        ),
        (
            "dkim=pass header.d=lists.example; spf=pass smtp.mailfrom=lists.example",
            (Verdict::Unverified, Reason::ForAnother),
        ),
        (
            "dmarc=pass header.from=lists.example",
            (Verdict::Unverified, Reason::ForAnother),
        ),
        (
            "dkim=fail header.d=example.org",
            (Verdict::Failed, Reason::Signature),
        ),
        (
            "dkim=fail header.d=example.org; dkim=pass header.d=lists.example",
            (Verdict::Unverified, Reason::ForAnother),
        ),
        (
            "spf=fail smtp.mailfrom=example.org",
            (Verdict::Failed, Reason::Path),
        ),
        (
            "spf=softfail smtp.mailfrom=example.org; dkim=none",
            (Verdict::Unverified, Reason::Nothing),
        ),
        (
            "dkim=pass header.d=example.org; dmarc=fail header.from=example.org",
            (Verdict::Failed, Reason::Dmarc),
        ),
        ("none", (Verdict::Unverified, Reason::OnlyOthers)),
    ] {
        let results = format!("Authentication-Results: mx.example.net; {results}\n");
        assert_eq!(verdict(&[&results, BORDER, REST]), wanted, "{results}");
    }
}

#[test]
fn two_senders_are_never_verified() {
    let second = "From: Bank <service@bank.example>\n";
    let trace = of(&[PASS, BORDER, second, REST].concat());
    assert_eq!(
        (trace.verdict, trace.reason),
        (Verdict::Unverified, Reason::SeveralWriters)
    );
    assert_eq!(trace.hints.first(), Some(&Hint::SeveralWriters));
    let both = "From: ben@example.org, service@bank.example\n\n";
    assert_eq!(verdict(&[PASS, BORDER, both]).1, Reason::SeveralWriters);
}

#[test]
fn clocks_that_are_wrong_are_seen() {
    let early =
        "Received: from a.example ([8.8.8.8]) by b.example with SMTP; Mon, 4 May 2026 12:30:00 +0000\n";
    let trace = of(&[BORDER, early, REST].concat());
    assert_eq!(trace.hops[0].delay_ms, Some(2 * 3_600_000 + 31 * 60_000));
    assert_eq!(trace.hops[1].delay_ms, Some(-(2 * 3_600_000 + 30 * 60_000)));
}

#[test]
fn absurd_and_missing_dates_survive() {
    for date in [
        "",
        ";",
        "; never",
        "; Mon, 4 May 99999 10:00:00 +0000",
        "; Mon, 4 May 1024 10:00:00 +0000",
        "; 99 Foo 2026 99:99:99 +9999",
        "; Mon, 4 May 2026",
        "; 18446744073709551616",
    ] {
        let hop = hop(&format!("from a.example by b.example with SMTP{date}"));
        assert_eq!(
            hop.at
                .filter(|at| at.0 > 4_102_444_800_000 || at.0 < 315_532_800_000),
            None,
            "{date}"
        );
        assert_eq!(hop.by, "b.example", "{date}");
    }
}

#[test]
fn more_hops_than_anybody_has_are_counted() {
    let line =
        "Received: from a.example (a [8.8.8.8]) by b.example with SMTP; Mon, 4 May 2026 09:00:00 +0000\n";
    let trace = of(&[BORDER, &line.repeat(9_999), REST].concat());
    assert_eq!((trace.hops.len(), trace.left_out), (100, 9_900));
    assert!(
        trace.hops.last().is_some_and(|hop| hop.believed),
        "the newest are kept"
    );
}

#[test]
fn hostile_lines_are_only_text() {
    let comments = format!("{}from{}", "(".repeat(4_000), ")".repeat(4_000));
    for field in [
        comments.as_str(),
        "from \u{0}\u{0} by \u{202e}gro.elpmaxe with \u{7}; \u{0}",
        "from from by by with with for for id id; ;;;;",
        "by",
        "((((((",
        "))))))",
        "from a\\ (\\) (b [8.8.8.8] by c",
        "from [[[]]] ([] ][) by [IPv6:] with",
        "from <script>alert(1)</script> by <b>x</b> with ESMTPS",
    ] {
        let hop = hop(field);
        for text in facts(&hop) {
            assert!(
                !text.chars().any(|c| c.is_control() || clean::is_direction(c)),
                "{text:?}"
            );
        }
    }
}

#[test]
fn who_is_named_is_measured_by_the_sender() {
    let trace = of(
        "Return-Path: <bounce-7@mailer.example>\nFrom: Ben <ben@example.org>\nSender: list@example.org\nReply-To: ben@mail.example.org\nMessage-ID: <1@example.org>\nDKIM-Signature: v=1; a=rsa-sha256; d=Mailer.Example; s=a; bh=x; b=y\n\n",
    );
    let names: Vec<_> = trace
        .names
        .iter()
        .map(|name| (name.role, name.text.as_str(), name.alignment))
        .collect();
    assert_eq!(
        names,
        [
            (Role::From, "ben@example.org", Alignment::Same),
            (Role::Sender, "list@example.org", Alignment::Same),
            (Role::ReplyTo, "ben@mail.example.org", Alignment::Organisation),
            (Role::ReturnPath, "bounce-7@mailer.example", Alignment::Other),
            (Role::MessageId, "1@example.org", Alignment::Same),
            (Role::Signature, "mailer.example", Alignment::Other),
        ]
    );
    assert_eq!(
        trace.hints,
        [Hint::ReturnsElsewhere {
            address: "bounce-7@mailer.example".into()
        }]
    );
}

#[test]
fn names_that_deceive_are_named() {
    let hints = |from: &str| of(&format!("From: {from}\n\n")).hints;
    assert_eq!(
        hints("\"Bank <service@bank.example>\" <a@evil.example>"),
        [Hint::NameHoldsAddress {
            address: "service@bank.example".into()
        }]
    );
    assert_eq!(hints("\"ben@example.org\" <ben@example.org>"), []);
    assert_eq!(
        hints("Anna <anna@examp1e.net>"),
        [Hint::LooksLike {
            domain: "examp1e.net".into(),
            like: "example.net".into()
        }]
    );
    assert_eq!(
        hints("A <a@xn--80ak6aa92e.com>"),
        [Hint::LooksLike {
            domain: "xn--80ak6aa92e.com".into(),
            like: "apple.com".into()
        }]
    );
    assert_eq!(
        hints("A <a@xn--pypal-4ve.com>"),
        [Hint::MixedScripts {
            domain: "xn--pypal-4ve.com".into()
        }]
    );
    assert_eq!(hints("Вера Соколова <vera@example.org>"), []);
}

#[test]
fn a_date_far_from_the_arrival_is_named() {
    let trace = of(&[
        BORDER,
        "From: ben@example.org\nDate: Mon, 4 Jan 2099 10:00:00 +0000\n\n",
    ]
    .concat());
    assert!(matches!(trace.hints[..], [Hint::DateFarOff { by_ms }] if by_ms < 0));
    let trace = of(&[
        BORDER,
        "From: ben@example.org\nDate: Wed, 4 Mar 2026 10:00:00 +0000\n\n",
    ]
    .concat());
    assert!(matches!(trace.hints[..], [Hint::DateFarOff { by_ms }] if by_ms > 0));
}

#[test]
fn a_domain_like_one_that_writes_often_is_named() {
    let known = ["news@example.com", "no-reply@bicyclepost.example"];
    let like = |address| look_alike(address, &mut known.into_iter());
    assert_eq!(
        like("x@bicycle-post.example"),
        Some(Hint::LooksLike {
            domain: "bicycle-post.example".into(),
            like: "bicyclepost.example".into()
        })
    );
    assert_eq!(like("x@bicyclepost.example"), None);
    assert_eq!(like("x@mail.example.com"), None);
}

#[test]
fn a_header_of_nothing_has_no_trace() {
    for nothing in ["", "\n", "x", "Received:\n\n", ":\n\n"] {
        let trace = of(nothing);
        assert_eq!(
            (trace.verdict, trace.reason),
            (Verdict::Unverified, Reason::NoSender),
            "{nothing:?}"
        );
    }
}
