//! What the engine needs of the place where it runs, besides time and connections: unpredictable bytes, and Unicode's
//! tables. Plain functions, so that a test gives its own and everything replays. It must not know what they are for.

/// Where the engine runs.
#[derive(Clone, Copy, Debug)]
pub struct Platform {
    /// Fills a slice with unpredictable bytes; `false` where there are none to be had.
    pub random: fn(&mut [u8]) -> bool,
    /// Unicode's normalization form KC.
    pub nfkc: fn(&str) -> String,
}

impl Default for Platform {
    /// This process, or this browser.
    fn default() -> Self {
        Self { random, nfkc }
    }
}

fn random(bytes: &mut [u8]) -> bool {
    use ring::rand::{SecureRandom, SystemRandom};

    SystemRandom::new().fill(bytes).is_ok()
}

/// A browser has the tables already; in the worker they would weigh more than all of POP3.
#[cfg(target_arch = "wasm32")]
fn nfkc(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKC").into()
}

#[cfg(not(target_arch = "wasm32"))]
fn nfkc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    text.nfkc().collect()
}

/// Unicode's normalization form KD: letters apart from their marks. It is the same wherever it is asked for.
#[must_use]
#[cfg(target_arch = "wasm32")]
pub fn nfkd(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKD").into()
}

/// Unicode's normalization form KD: letters apart from their marks. It is the same wherever it is asked for.
#[must_use]
#[cfg(not(target_arch = "wasm32"))]
pub fn nfkd(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    text.nfkd().collect()
}
