//! The RFCs' own examples, and servers that cheat.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use base64::prelude::{BASE64_STANDARD, Engine as _};
use proptest::prelude::{Strategy, any, prop_assert_eq, prop_oneof, proptest};

use crate::sasl::prepare::prepared;
use crate::sasl::{
    Channel, Credentials, Encoding, Exchange, Mechanism, Nonce, Reason, SaslError, Setting, Strength,
};
use crate::secret::Secret;

fn exchange(mechanism: Mechanism, username: &str, password: &str) -> Exchange {
    with_channel(mechanism, username, password, "nonce", Channel::None)
}

fn with_channel(
    mechanism: Mechanism,
    username: &str,
    password: &str,
    nonce: &str,
    channel: Channel,
) -> Exchange {
    let setting = Setting {
        nonce: &Nonce::written(nonce).unwrap(),
        channel,
        server: ("server.example.com", 143),
        nfkc: nfkc_of_one,
    };
    Exchange::new(mechanism, &credentials(username, password), &setting)
}

fn credentials(username: &str, password: &str) -> Credentials {
    Credentials::new(username.to_owned(), Secret::new(password.to_owned())).unwrap()
}

/// Enough of NFKC for these tests.
fn nfkc_of_one(text: &str) -> String {
    text.replace('\u{2168}', "IX").replace('\u{aa}', "a")
}

fn text(response: Option<crate::sasl::Response>) -> String {
    String::from_utf8(response.unwrap().to_vec()).unwrap()
}

fn answer(exchange: &mut Exchange, challenge: &str) -> Result<String, SaslError> {
    exchange
        .answer(challenge.as_bytes())
        .map(|response| text(Some(response)))
}

#[test]
fn plain_as_in_rfc_4616() {
    let mut plain = exchange(Mechanism::Plain, "tim", "tanstaaftanstaaf");
    assert!(!plain.is_tested());
    assert_eq!(text(plain.begin()), "\0tim\0tanstaaftanstaaf");
    assert!(plain.is_tested());
    assert_eq!(answer(&mut plain, ""), Err(SaslError::Unexpected));
}

#[test]
fn login_answers_two_questions_whatever_they_are() {
    let mut login = exchange(Mechanism::Login, "tim", "secret");
    assert_eq!(login.begin(), None);
    assert_eq!(answer(&mut login, "User Name\0").unwrap(), "tim");
    assert!(!login.is_tested());
    assert_eq!(answer(&mut login, "Passwort?").unwrap(), "secret");
    assert!(login.is_tested());
    assert_eq!(answer(&mut login, "Once more"), Err(SaslError::Unexpected));
}

#[test]
fn cram_md5_as_in_rfc_2195() {
    let mut cram = exchange(Mechanism::CramMd5, "tim", "tanstaaftanstaaf");
    assert_eq!(cram.begin(), None);
    assert_eq!(
        answer(&mut cram, "<1896.697170952@postoffice.reston.mci.net>").unwrap(),
        "tim b913a602c7eda7a495b4e6e7334d3890"
    );
    assert_eq!(answer(&mut cram, "<1@b>"), Err(SaslError::Unexpected));
}

#[test]
fn cram_md5_takes_no_empty_and_no_binary_challenge() {
    for challenge in ["", "<1@b>\r\n", "<\u{e9}@b>"] {
        let mut cram = exchange(Mechanism::CramMd5, "tim", "p");
        assert_eq!(
            answer(&mut cram, challenge),
            Err(SaslError::Malformed { part: "timestamp" })
        );
    }
}

#[test]
fn scram_sha_1_as_in_rfc_5802() {
    let nonce = "fyko+d2lbbFgONRv9qkxdawL";
    let mut scram = with_channel(Mechanism::ScramSha1, "user", "pencil", nonce, Channel::None);
    assert_eq!(text(scram.begin()), "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
    let first = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
    assert_eq!(
        answer(&mut scram, first).unwrap(),
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    );
    assert_eq!(scram.accepted(), Err(SaslError::ServerUnproven));
    assert_eq!(answer(&mut scram, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=").unwrap(), "");
    assert_eq!(scram.accepted(), Ok(()));
}

fn scram_sha_256() -> Exchange {
    let nonce = "rOprNGfwEbeRWgbNEkqO";
    let mut scram = with_channel(Mechanism::ScramSha256, "user", "pencil", nonce, Channel::None);
    assert_eq!(text(scram.begin()), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    scram
}

const FIRST_256: &str =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

#[test]
fn scram_sha_256_as_in_rfc_7677() {
    let mut scram = scram_sha_256();
    assert_eq!(
        answer(&mut scram, FIRST_256).unwrap(),
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
         p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    );
    let last = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    assert_eq!(answer(&mut scram, last).unwrap(), "");
    assert_eq!(scram.accepted(), Ok(()));
    assert_eq!(answer(&mut scram, last), Err(SaslError::Unexpected));
}

#[test]
fn server_that_does_not_know_the_password_is_found_out() {
    for last in [
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
        "v=AAAA",
        "v=",
        "v=?",
        "",
        "welcome",
    ] {
        let mut scram = scram_sha_256();
        answer(&mut scram, FIRST_256).unwrap();
        let told = answer(&mut scram, last);
        assert_eq!(told, Err(SaslError::ServerUnproven), "{last}");
        assert!(told.unwrap_err().ends_session());
        assert_eq!(scram.accepted(), Err(SaslError::ServerUnproven));
    }
}

#[test]
fn server_that_skips_its_proof_is_not_believed() {
    let scram = scram_sha_256();
    assert_eq!(scram.accepted(), Err(SaslError::ServerUnproven));
}

#[test]
fn first_message_of_a_server_that_makes_no_sense_is_named() {
    let malformed = |part| SaslError::Malformed { part };
    for (first, error) in [
        ("", malformed("nonce")),
        ("n=user", malformed("nonce")),
        ("r=rOprNGfwEbeRWgbNEkqOx", malformed("salt")),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=,i=1", malformed("salt")),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=%%,i=1", malformed("salt")),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA", malformed("iteration count")),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=", malformed("iteration count")),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=0", malformed("iteration count")),
        (
            "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=-1",
            malformed("iteration count"),
        ),
        (
            "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=+9",
            malformed("iteration count"),
        ),
        ("r=somebodyelse,s=AAAA,i=1", SaslError::ForeignNonce),
        ("r=rOprNGfwEbeRWgbNEkqO,s=AAAA,i=1", SaslError::ForeignNonce),
        (
            "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=1",
            SaslError::ExtensionRequired,
        ),
    ] {
        let mut scram = scram_sha_256();
        assert_eq!(answer(&mut scram, first), Err(error), "{first}");
        assert!(!scram.is_tested());
    }
}

#[test]
fn absurd_iteration_counts_are_refused_at_once() {
    for asked in [600_001, u64::from(u32::MAX), u64::MAX] {
        let first = format!("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i={asked}");
        let limit = 600_000;
        assert_eq!(
            answer(&mut scram_sha_256(), &first),
            Err(SaslError::TooManyIterations { asked, limit })
        );
    }
}

#[test]
fn what_comes_behind_the_iteration_count_is_an_extension_nobody_needs() {
    let first = format!("{FIRST_256},x=1");
    assert!(answer(&mut scram_sha_256(), &first).is_ok());
}

#[test]
fn reasons_of_a_refusal_are_kept() {
    for (last, reason) in [
        ("e=invalid-proof", Reason::InvalidProof),
        ("e=channel-bindings-dont-match", Reason::ChannelBindingsDontMatch),
        ("e=other-error,x", Reason::Scram("other-error".to_owned())),
    ] {
        let mut scram = scram_sha_256();
        answer(&mut scram, FIRST_256).unwrap();
        assert_eq!(answer(&mut scram, last).unwrap(), "");
        assert_eq!(scram.reason(), Some(&reason));
        assert!(scram.is_tested());
        assert_eq!(scram.accepted(), Err(SaslError::ServerUnproven));
    }
}

#[test]
fn refusal_before_any_proof_says_nothing_about_the_password() {
    let mut scram = scram_sha_256();
    assert_eq!(answer(&mut scram, "e=unknown-user").unwrap(), "");
    assert_eq!(scram.reason(), Some(&Reason::Scram("unknown-user".to_owned())));
    assert!(!scram.is_tested());
}

#[test]
fn what_is_said_of_the_channel_goes_into_the_proof() {
    let bound = Channel::Exporter([7; 32]);
    for (mechanism, channel, header, value) in [
        (Mechanism::ScramSha256, Channel::None, "n,,", &[][..]),
        (Mechanism::ScramSha256, bound, "n,,", &[]),
        (Mechanism::ScramSha256, Channel::NotOffered, "y,,", &[]),
        (Mechanism::ScramSha256Plus, bound, "p=tls-exporter,,", &[7; 32]),
        (Mechanism::ScramSha1Plus, bound, "p=tls-exporter,,", &[7; 32]),
    ] {
        let mut scram = with_channel(mechanism, "user", "pencil", "abc", channel);
        assert_eq!(text(scram.begin()), format!("{header}n=user,r=abc"));
        let proof = answer(&mut scram, "r=abcdef,s=AAAA,i=1").unwrap();
        let binding = BASE64_STANDARD.encode([header.as_bytes(), value].concat());
        assert!(proof.starts_with(&format!("c={binding},r=abcdef,p=")), "{proof}");
    }
}

#[test]
fn user_name_with_the_signs_of_the_protocol_is_escaped() {
    let mut scram = exchange(Mechanism::ScramSha1, "a=b,c", "p");
    assert_eq!(text(scram.begin()), "n,,n=a=3Db=2Cc,r=nonce");
    let mut oauth = exchange(Mechanism::OAuthBearer, "a=b,c", "t");
    assert!(text(oauth.begin()).starts_with("n,a=a=3Db=2Cc,\x01host="));
}

#[test]
fn oauthbearer_as_in_rfc_7628() {
    let token = "vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==";
    let mut oauth = exchange(Mechanism::OAuthBearer, "user@example.com", token);
    assert_eq!(
        BASE64_STANDARD.encode(text(oauth.begin())),
        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyI\
         HZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2c9PQEB"
    );
    let refusal = "{\"status\":\"invalid_token\",\"scope\":\"example_scope\",\
                   \"openid-configuration\":\"https://example.com/.well-known/openid-configuration\"}";
    assert_eq!(answer(&mut oauth, refusal).unwrap(), "\x01");
    let status = "invalid_token".to_owned();
    assert_eq!(oauth.reason(), Some(&Reason::Token { status }));
    assert_eq!(answer(&mut oauth, refusal), Err(SaslError::Unexpected));
}

#[test]
fn xoauth2_as_google_writes_it() {
    let token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg";
    let mut oauth = exchange(Mechanism::XOAuth2, "someuser@example.com", token);
    assert_eq!(
        BASE64_STANDARD.encode(text(oauth.begin())),
        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkS\
         FJoZG1semRHRXVZMjl0Q2cBAQ=="
    );
    let refusal = "{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}\n";
    assert_eq!(answer(&mut oauth, refusal).unwrap(), "");
    let status = "401".to_owned();
    assert_eq!(oauth.reason(), Some(&Reason::Token { status }));
}

#[test]
fn token_refused_without_json_is_refused_all_the_same() {
    for odd in [
        "",
        "no",
        "{\"status\":401}",
        "{\"other\":[{\"a\":1}]}",
        "{\"status\":\"\x1b[2J\"}",
    ] {
        let mut oauth = exchange(Mechanism::XOAuth2, "u", "t");
        oauth.begin();
        assert_eq!(answer(&mut oauth, odd).unwrap(), "");
        let Some(Reason::Token { status }) = oauth.reason() else {
            panic!("{odd}");
        };
        assert!(status.chars().all(|letter| letter.is_ascii_graphic()), "{status}");
    }
}

/// RFC 4013 §3, but for what it would only refuse.
#[test]
fn passwords_are_prepared_as_in_rfc_4013() {
    for (typed, kept) in [
        ("I\u{ad}X", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u{aa}", "a"),
        ("\u{2168}", "IX"),
        ("two\u{a0}words", "two words"),
        ("two  words", "two  words"),
    ] {
        assert_eq!(prepared(typed, nfkc_of_one).as_str(), kept);
    }
}

#[test]
fn platform_knows_what_unicode_says() {
    let platform = crate::platform::Platform::default();
    assert_eq!((platform.nfkc)("\u{2168} gru\u{308}n \u{fb01}"), "IX grün fi");
    let (mut one, mut other) = ([0; 18], [0; 18]);
    assert!((platform.random)(&mut one) && (platform.random)(&mut other));
    assert_ne!(one, other);
}

#[test]
fn letters_beyond_ascii_have_two_forms_where_latin1_has_them() {
    assert_eq!(credentials("joe", "ascii").in_latin1(), None);
    assert_eq!(credentials("joe", "5 \u{20ac}").in_latin1(), None);
    let latin1 = credentials("jö", "grün").in_latin1().unwrap();
    assert_eq!(latin1.encoding(), Encoding::Latin1);
    let mut plain = Exchange::new(
        Mechanism::Plain,
        &latin1,
        &Setting {
            nonce: &Nonce::of([0; Nonce::OCTETS]),
            channel: Channel::None,
            server: ("", 0),
            nfkc: str::to_owned,
        },
    );
    assert_eq!(plain.begin().unwrap().as_slice(), b"\0j\xf6\0gr\xfcn");
}

#[test]
fn nothing_of_an_exchange_is_printed() {
    let mut scram = scram_sha_256();
    answer(&mut scram, FIRST_256).unwrap();
    assert_eq!(format!("{scram:?}"), "Exchange(SCRAM-SHA-256 …)");
    assert_eq!(format!("{:?}", Channel::Exporter([7; 32])), "Exporter(…)");
}

proptest! {
    #[test]
    fn no_challenge_does_harm_and_no_stranger_is_believed(
        mechanism in proptest::sample::select(Mechanism::ALL.to_vec()),
        challenges in proptest::collection::vec(challenge(), 0..4),
    ) {
        let mut exchange = with_channel(mechanism, "joe", "secret", "n", Channel::Exporter([7; 32]));
        exchange.begin();
        for challenge in challenges {
            if exchange.answer(&challenge).is_err() {
                break;
            }
        }
        if mechanism.strength() >= Strength::Proof {
            prop_assert_eq!(exchange.accepted(), Err(SaslError::ServerUnproven));
        }
    }
}

/// Something like what a server says, and something quite unlike it.
fn challenge() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "r=n[!-~]{0,9},s=[A-Za-z+/]{4},i=[0-9]{1,2}(,x=1)?".prop_map(String::into_bytes),
        "[ver]=[A-Za-z+/]{0,8}=?".prop_map(String::into_bytes),
        "\\{\"status\":\"?[a-z0-9\\\\\"]{0,5}\"?\\}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..20),
    ]
}
