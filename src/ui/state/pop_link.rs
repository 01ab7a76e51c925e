//! Links to a mailbox (RFC 2384): `pop://ada@pop.example.org:995`. Anybody can write one into any page, so it is read
//! strictly, says where a mailbox is and nothing more, and is only ever shown in the form: nothing connects because of it.

use crate::wire::Security;

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopLink {
    /// What the server calls the mailbox; empty where the link leaves that open.
    pub user: String,
    /// The server's name.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is to be protected. A link cannot ask for none.
    pub security: Security,
}

/// Why a link is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopLinkError {
    /// It is no link to a mailbox.
    Malformed,
    /// It has a password in it, which the standard forbids: whoever wrote it knows that password.
    Password,
}

/// `web+pop` is the name under which a page may be registered for such links.
const SCHEMES: [&str; 2] = ["pop:", "web+pop:"];
const LONGEST: usize = 1024;
const LONGEST_USER: usize = 255;

impl PopLink {
    /// Reads a link.
    ///
    /// # Errors
    /// It is not one, or holds what must not be in one.
    pub fn parse(link: &str) -> Result<Self, PopLinkError> {
        let is_clean = link.len() <= LONGEST && link.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_clean {
            return Err(PopLinkError::Malformed);
        }
        let rest = SCHEMES
            .iter()
            .find_map(|scheme| behind(link, scheme))
            .and_then(|rest| rest.strip_prefix("//"))
            .ok_or(PopLinkError::Malformed)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, server) = match rest.split_once('@') {
            Some((user, server)) => (user_name(user)?, server),
            None => (String::new(), rest),
        };
        let (host, port) = match server.split_once(':') {
            Some((host, port)) => (host, Some(port_number(port)?)),
            None => (server, None),
        };
        let security = match port {
            // The standard's own port begins without TLS, and never stays so here.
            Some(110) => Security::Stls,
            _ => Security::Tls,
        };
        Ok(Self {
            user,
            host: host_name(host)?,
            port: port.unwrap_or(995),
            security,
        })
    }

    /// The link in an address of this app, `#/setup?pop=…`, where there is one: as the browser hands it over, or as a
    /// person writes it.
    #[must_use]
    pub fn in_address(hash: &str) -> Option<Result<Self, PopLinkError>> {
        let (_, given) = hash.split_once("?pop=")?;
        let is_written_out = SCHEMES.iter().any(|scheme| behind(given, scheme).is_some());
        let link = if is_written_out {
            Some(given.to_owned())
        } else {
            unescaped(given)
        };
        Some(link.map_or(Err(PopLinkError::Malformed), |link| Self::parse(&link)))
    }
}

/// `ada`, `ada%40example.org;AUTH=+APOP`. How to sign in is found out from the server, and not from whoever wrote a link.
fn user_name(written: &str) -> Result<String, PopLinkError> {
    if written.contains(':') {
        return Err(PopLinkError::Password);
    }
    let (name, auth) = match written.split_once(';') {
        Some((name, parameter)) => (name, behind(parameter, "auth=").ok_or(PopLinkError::Malformed)?),
        None => (written, "*"),
    };
    let is_auth = !auth.is_empty()
        && auth
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"*+-_".contains(&byte));
    let name = unescaped(name).ok_or(PopLinkError::Malformed)?;
    let is_name = !name.is_empty()
        && name.len() <= LONGEST_USER
        && !name.chars().any(|c| c.is_control() || c.is_whitespace());
    if is_auth && is_name && !is_deceptive(&name) {
        Ok(name)
    } else {
        Err(PopLinkError::Malformed)
    }
}

/// Letters that are not seen, or that turn round what is seen.
fn is_deceptive(name: &str) -> bool {
    name.chars().any(|c| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    })
}

fn host_name(written: &str) -> Result<String, PopLinkError> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if written.len() <= 253 && written.split('.').all(is_label) {
        Ok(written.to_ascii_lowercase())
    } else {
        Err(PopLinkError::Malformed)
    }
}

fn port_number(written: &str) -> Result<u16, PopLinkError> {
    let are_digits = written.bytes().all(|byte| byte.is_ascii_digit());
    let port = written.parse().ok().filter(|port| are_digits && *port > 0);
    port.ok_or(PopLinkError::Malformed)
}

/// What comes after these words, in letters of either size.
fn behind<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then_some(rest)
}

/// Text with its `%41` read; nothing where one is broken, or the bytes are no text.
fn unescaped(written: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex_digit(rest.next()?)? * 16 + hex_digit(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(user: &str, host: &str, port: u16, security: Security) -> PopLink {
        PopLink {
            user: user.into(),
            host: host.into(),
            port,
            security,
        }
    }

    #[test]
    fn the_standards_own_examples_are_read() {
        for (written, wanted) in [
            (
                "pop://rg@mailsrv.qualcomm.com",
                link("rg", "mailsrv.qualcomm.com", 995, Security::Tls),
            ),
            (
                "pop://rg;AUTH=+APOP@mail.eudora.com:8110",
                link("rg", "mail.eudora.com", 8110, Security::Tls),
            ),
            (
                "pop://baz;AUTH=SCRAM-MD5@foo.bar",
                link("baz", "foo.bar", 995, Security::Tls),
            ),
        ] {
            assert_eq!(PopLink::parse(written), Ok(wanted), "{written}");
        }
    }

    #[test]
    fn a_name_may_hold_an_address_and_a_server_stand_alone() {
        assert_eq!(
            PopLink::parse("POP://ada%40example.org;auth=*@Pop.Example.Org:995/"),
            Ok(link("ada@example.org", "pop.example.org", 995, Security::Tls))
        );
        assert_eq!(
            PopLink::parse("web+pop://pop.example.org"),
            Ok(link("", "pop.example.org", 995, Security::Tls))
        );
    }

    #[test]
    fn the_old_port_is_encrypted_all_the_same() {
        assert_eq!(
            PopLink::parse("pop://ada@pop.example.org:110").map(|link| link.security),
            Ok(Security::Stls)
        );
    }

    #[test]
    fn a_link_with_a_password_is_not_followed() {
        for written in [
            "pop://ada:secret@pop.example.org",
            "pop://ada:@pop.example.org",
            "pop://ada;auth=*:secret@pop.example.org",
        ] {
            assert_eq!(PopLink::parse(written), Err(PopLinkError::Password), "{written}");
        }
    }

    #[test]
    fn what_is_no_link_to_a_mailbox_is_not_followed() {
        for written in [
            "",
            "pop:",
            "pop://",
            "pop:ada@pop.example.org",
            "pops://ada@pop.example.org",
            "https://ada@pop.example.org",
            "pop://@pop.example.org",
            "pop://ada@",
            "pop://ada@pop.example.org@evil.example",
            "pop://ada@pop.example.org:0",
            "pop://ada@pop.example.org:+99",
            "pop://ada@pop.example.org:65536",
            "pop://ada@pop.example.org:995:995",
            "pop://ada@pop.example.org/inbox",
            "pop://ada@pop.example.org?x=1",
            "pop://ada@pop.example.org#x",
            "pop://ada@-pop.example.org",
            "pop://ada@pop..example.org",
            "pop://ada@pop.ex ample.org",
            "pop://ada@pöp.example.org",
            "pop://ada;user=bo@pop.example.org",
            "pop://ada;auth=@pop.example.org",
            "pop://ada;auth=<b>@pop.example.org",
            "pop://ada%0d%0aDELE@pop.example.org",
            "pop://ada%20bo@pop.example.org",
            "pop://ada%E2%80%AEgro@pop.example.org",
            "pop://ada%ff@pop.example.org",
            "pop://ada%4@pop.example.org",
            "pop://ada%+1@pop.example.org",
        ] {
            assert_eq!(PopLink::parse(written), Err(PopLinkError::Malformed), "{written}");
        }
        let long = ["pop://", &"a".repeat(256), "@pop.example.org"].concat();
        assert_eq!(PopLink::parse(&long), Err(PopLinkError::Malformed));
        let longer = ["pop://ada@", &"a.".repeat(1000), "org"].concat();
        assert_eq!(PopLink::parse(&longer), Err(PopLinkError::Malformed));
    }

    #[test]
    fn the_browser_hands_a_link_over_escaped_and_people_do_not() {
        let wanted = link("ada@example.org", "pop.example.org", 995, Security::Tls);
        for hash in [
            "#/setup?pop=web%2Bpop%3A%2F%2Fada%2540example.org%40pop.example.org",
            "#/setup?pop=pop://ada%40example.org@pop.example.org:995",
        ] {
            assert_eq!(PopLink::in_address(hash), Some(Ok(wanted.clone())), "{hash}");
        }
        assert_eq!(PopLink::in_address("#/setup"), None);
        assert_eq!(
            PopLink::in_address("#/setup?pop=%"),
            Some(Err(PopLinkError::Malformed))
        );
    }
}
