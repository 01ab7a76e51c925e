//! A set-up form that is half filled in, as a tab keeps it for when its page is loaded anew. Never the password, nor
//! what is agreed to by looking at it: a certificate, a connection that everybody can read.

use super::{Form, security_name, security_named};

/// What is kept begins with this: what another version of the app has kept is not taken for one's own.
const VERSION: &str = "1";
const YES: &str = "yes";

/// The form, and how far it has grown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What was typed.
    pub form: Form,
    /// Whether the server was in sight.
    pub has_server: bool,
    /// Whether it could be changed.
    pub is_manual: bool,
}

impl Draft {
    /// As it is kept: a line each.
    #[must_use]
    pub fn written(&self) -> String {
        let form = &self.form;
        let said = |is_so: bool| if is_so { YES } else { "" };
        let lines = [
            VERSION,
            &form.email,
            &form.host,
            &form.port,
            security_name(form.security),
            &form.username,
            said(form.remember),
            said(self.has_server),
            said(self.is_manual),
        ];
        // A field of one line has no other, whatever is put into it.
        lines.map(|line| line.replace('\n', " ")).join("\n")
    }

    /// Reads what was kept, if that is what it is.
    #[must_use]
    pub fn read(kept: &str) -> Option<Self> {
        let mut lines = kept.split('\n');
        if lines.next()? != VERSION {
            return None;
        }
        let mut next = || lines.next().map(str::to_owned);
        let form = Form {
            email: next()?,
            host: next()?,
            port: next()?,
            security: security_named(&next()?),
            username: next()?,
            remember: next()? == YES,
            ..Form::default()
        };
        let draft = Self {
            form,
            has_server: next()? == YES,
            is_manual: next()? == YES,
        };
        lines.next().is_none().then_some(draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use crate::units::Sha256;
    use crate::wire::Security;

    fn draft() -> Draft {
        Draft {
            form: Form {
                email: "ada@example.org".into(),
                host: "pop.example.org".into(),
                port: "x995".into(),
                security: Security::Plain,
                username: "Ada L.".into(),
                remember: true,
                ..Form::default()
            },
            has_server: true,
            is_manual: false,
        }
    }

    #[test]
    fn what_was_typed_is_there_again_right_or_wrong() {
        let untouched = Draft {
            form: Form::default(),
            has_server: false,
            is_manual: true,
        };
        for draft in [draft(), untouched] {
            assert_eq!(Draft::read(&draft.written()), Some(draft));
        }
    }

    #[test]
    fn neither_the_password_is_kept_nor_what_was_agreed_to() {
        let mut agreed = draft();
        agreed.form.password = Secret::new("hunter2".into());
        agreed.form.plaintext_consent = true;
        agreed.form.pinned = Some(Sha256([7; 32]));
        assert_eq!(agreed.written(), draft().written());
        assert!(!agreed.written().contains("hunter2"));
    }

    #[test]
    fn a_line_that_was_pasted_into_a_field_does_not_become_another_field() {
        let mut pasted = draft();
        pasted.form.username = "Ada\nyes\nyes".into();
        let read = Draft::read(&pasted.written());
        assert_eq!(read.map(|draft| draft.form.username), Some("Ada yes yes".into()));
    }

    #[test]
    fn what_is_damaged_is_nothing() {
        let whole = draft().written();
        for kept in [
            "",
            "1",
            "{}",
            &whole.replacen('1', "2", 1),
            &whole.replacen('\n', " ", 1),
            &[&whole, "\nmore"].concat(),
        ] {
            assert_eq!(Draft::read(kept), None, "{kept}");
        }
    }
}
