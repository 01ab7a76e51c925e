//! Whatever a message is, it is summed up, opened in each of its forms, and everything in it can be saved.
#![no_main]

use libfuzzer_sys::fuzz_target;
use restante::mail::{self, BodyForm, RemoteImages};
use restante::units::UnixMillis;

fuzz_target!(|original: &[u8]| {
    let _ = mail::summarise(original, UnixMillis(1_780_272_000_000));
    let _ = mail::open_as(original, RemoteImages::Https, BodyForm::Plain);
    let opened = mail::open(original, RemoteImages::Blocked);
    for found in &opened.attachments {
        let bytes = mail::attachment(original, found.part).expect("what is listed can be saved");
        assert_eq!(bytes.len() as u64, found.octets.0);
        if found.nested.is_some() {
            let inner = mail::nested(original, &[found.part]).expect("what is a message can be opened");
            let _ = mail::open(&inner, RemoteImages::Blocked);
        }
    }
});
