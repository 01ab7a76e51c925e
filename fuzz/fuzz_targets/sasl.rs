//! A server whose challenges are anything: no mechanism may panic, and none that has the server prove itself may believe
//! one that cannot. `cargo +nightly fuzz run sasl fuzz/corpus/sasl fuzz/seeds/sasl`; challenges are lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use restante::sasl::{Channel, Credentials, Exchange, Mechanism, Nonce, Setting};
use restante::secret::Secret;

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, said) = input;
    // Hashing for long finds nothing that hashing for a moment does not.
    if said
        .windows(7)
        .any(|seven| seven.starts_with(b"i=") && seven[2..].iter().all(u8::is_ascii_digit))
    {
        return;
    }
    let mechanism = Mechanism::ALL[usize::from(choice) % Mechanism::ALL.len()];
    let Ok(credentials) = Credentials::new("joe".to_owned(), Secret::new("secret".to_owned())) else {
        return;
    };
    let Some(nonce) = Nonce::written("n") else { return };
    let setting = Setting {
        nonce: &nonce,
        channel: Channel::Exporter([7; 32]),
        server: ("pop.example.org", 995),
        nfkc: str::to_owned,
    };
    let mut exchange = Exchange::new(mechanism, &credentials, &setting);
    let _ = exchange.begin();
    for challenge in said.split(|octet| *octet == b'\n') {
        if let Err(error) = exchange.answer(challenge) {
            assert!(!error.to_string().is_empty());
            break;
        }
    }
    if mechanism.name().starts_with("SCRAM") {
        assert!(
            exchange.accepted().is_err(),
            "the server does not know the password"
        );
    }
    if let Some(reason) = exchange.reason() {
        assert!(reason.as_str().chars().all(|letter| letter.is_ascii_graphic()));
    }
});
