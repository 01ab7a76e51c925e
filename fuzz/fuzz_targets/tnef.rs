//! Whatever Outlook's container is said to be, it is unpacked in bounded time, and what is in it can be saved.
#![no_main]

use libfuzzer_sys::fuzz_target;
use restante::mail::{self, RemoteImages};

const HEADER: &[u8] = b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n\x78\x9f\x3e\x22\x01\x00";

fuzz_target!(|attributes: &[u8]| {
    let original = [HEADER, attributes].concat();
    for found in mail::open(&original, RemoteImages::Blocked).attachments {
        let bytes = mail::attachment(&original, found.part).expect("what is listed can be saved");
        assert_eq!(bytes.len() as u64, found.octets.0);
    }
});
