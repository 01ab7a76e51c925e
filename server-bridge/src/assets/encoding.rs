//! The compressed forms that the build makes, and whether a browser takes them (RFC 9110 §12.5.3).

use axum::http::HeaderValue;

/// A compressed form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    pub(super) const BEST_FIRST: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// Its name in headers.
    pub(super) fn token(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What the build appends to a file's name.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
        }
    }

    /// Whether a browser that sent this `Accept-Encoding` takes it. A name counts before `*`; a weight of 0 is a no.
    pub(super) fn is_accepted(self, header: Option<&HeaderValue>) -> bool {
        let Some(header) = header.and_then(|header| header.to_str().ok()) else {
            return false;
        };
        let weight = |wanted: &str| {
            header.split(',').find_map(|item| {
                let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
                let weight = || {
                    parameters
                        .trim()
                        .strip_prefix("q=")
                        .and_then(|weight| weight.trim().parse().ok())
                };
                name.trim()
                    .eq_ignore_ascii_case(wanted)
                    .then(|| weight().unwrap_or(1.0_f32))
            })
        };
        weight(self.token())
            .or_else(|| weight("*"))
            .is_some_and(|weight| weight > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_accept() {
        let table = [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip, deflate", false, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("BR", true, false),
            ("*", true, true),
            ("*;q=0, br", true, false),
            ("identity", false, false),
            ("", false, false),
            ("x-br, brr", false, false),
        ];
        for (header, br, gzip) in table {
            let value = HeaderValue::from_static(header);
            assert_eq!(Encoding::Brotli.is_accepted(Some(&value)), br, "{header}");
            assert_eq!(Encoding::Gzip.is_accepted(Some(&value)), gzip, "{header}");
        }
        assert!(!Encoding::Brotli.is_accepted(None));
    }
}
