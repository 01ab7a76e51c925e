//! What the engine needs of a browser besides time and connections, in a dedicated worker: unpredictable bytes, and the
//! browser's own tables of Unicode. Natively the same is shown in `src/sasl/tests.rs`.
#![cfg(target_arch = "wasm32")]

use restante::platform::{Platform, nfkd};
use restante::sasl::{Channel, Credentials, Exchange, Mechanism, Nonce, Setting};
use restante::secret::Secret;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn passwords_are_normalised_as_unicode_says() {
    let Platform { nfkc, .. } = Platform::default();
    assert_eq!(nfkc("\u{2168} gru\u{308}n \u{fb01}"), "IX gr\u{fc}n fi");
}

#[wasm_bindgen_test]
fn letters_come_apart_from_their_marks() {
    assert_eq!(
        nfkd("\u{c9}va \u{fb01} \u{ff21} \u{304c}"),
        "E\u{301}va fi A \u{304b}\u{3099}"
    );
}

#[wasm_bindgen_test]
fn bytes_are_not_the_same_twice() {
    let Platform { random, .. } = Platform::default();
    let (mut one, mut other) = ([0; 18], [0; 18]);
    assert!(random(&mut one) && random(&mut other));
    assert_ne!(one, other);
}

#[wasm_bindgen_test]
fn a_proof_is_the_one_of_rfc_7677() {
    let credentials = Credentials::new("user".to_owned(), Secret::new("pencil".to_owned()));
    let setting = Setting {
        nonce: &Nonce::written("rOprNGfwEbeRWgbNEkqO").expect("a nonce"),
        channel: Channel::None,
        server: ("pop.example.org", 995),
        nfkc: Platform::default().nfkc,
    };
    let mut scram = Exchange::new(
        Mechanism::ScramSha256,
        &credentials.expect("credentials"),
        &setting,
    );
    scram.begin();
    let first = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    let proof = scram.answer(first).expect("a proof");
    assert!(proof.ends_with(b",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
    let last = scram.answer(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    assert!(last.is_ok() && scram.accepted().is_ok());
}
