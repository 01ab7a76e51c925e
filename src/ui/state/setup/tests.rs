//! The form as people fill it in, and what follows from it.

use super::*;

fn typed(email: &str, password: &str) -> Form {
    let mut form = Form {
        email: email.into(),
        password: Secret::new(password.into()),
        ..Form::default()
    };
    form.derive_server();
    form
}

#[test]
fn a_known_provider_fills_the_form() {
    let setup = typed(" ada@web.de ", "x").account();
    assert_eq!(
        (setup.host.as_str(), setup.port, setup.username.as_str()),
        ("pop3.web.de", 995, "ada")
    );
    assert_eq!(setup.email, "ada@web.de");
}

#[test]
fn an_unknown_domain_is_guessed() {
    let setup = typed("ada@example.org", "x").account();
    assert_eq!((setup.host.as_str(), setup.port), ("pop.example.org", 995));
    assert_eq!(setup.username, "ada@example.org");
}

#[test]
fn an_account_that_is_changed_keeps_its_server() {
    let mut form = Form {
        email: "ada@example.org".into(),
        host: "mail.example.net".into(),
        port: "9950".into(),
        ..Form::default()
    };
    form.fill_in();
    let setup = form.account();
    assert_eq!((setup.host.as_str(), setup.port), ("mail.example.net", 9950));
    assert_eq!(setup.username, "ada@example.org");
}

#[test]
fn what_was_typed_is_not_filled_in_again() {
    let mut form = typed("ada@example.org", "x");
    form.username = "ada".into();
    form.protect(Security::Stls);
    form.fill_in();
    assert_eq!((form.username.as_str(), form.security), ("ada", Security::Stls));
    let mut empty = Form::default();
    empty.fill_in();
    assert_eq!(empty, Form::default());
}

#[test]
fn gmail_alone_offers_to_show_several_programs_the_same_mail() {
    let mut form = typed("ada@gmail.com", "x");
    form.derive_server();
    assert!(form.offers_recent() && !form.is_recent());
    form.make_recent(true);
    form.make_recent(true);
    assert_eq!(form.account().username, "recent:ada@gmail.com");
    form.email = "adam@gmail.com".into();
    form.derive_server();
    assert_eq!(
        form.username, "recent:adam@gmail.com",
        "the choice outlives a slip"
    );
    form.make_recent(false);
    assert_eq!(form.username, "adam@gmail.com");
    form.make_recent(true);
    form.email = "ada@example.org".into();
    form.derive_server();
    assert_eq!(
        (form.username.as_str(), form.offers_recent()),
        ("ada@example.org", false)
    );
}

#[test]
fn groups_of_four_are_put_together_where_passwords_are_printed_so() {
    for (email, password, sent) in [
        ("ada@gmail.com", "abcd efgh ijkl mnop", "abcdefghijklmnop"),
        // Copied from Google's page, where the spaces do not break.
        (
            "ada@gmail.com",
            "abcd\u{a0}efgh\u{a0}ijkl\u{a0}mnop\n",
            "abcdefghijklmnop",
        ),
        ("ada@yahoo.com", "abcd efgh ijkl mnop", "abcdefghijklmnop"),
        ("ada@zoho.eu", "aB3d eFg4 1jkL", "aB3deFg41jkL"),
    ] {
        assert_eq!(typed(email, password).sent_password().reveal(), sent, "{email}");
    }
}

#[test]
fn any_other_space_is_part_of_the_password() {
    for (email, password) in [
        ("ada@gmail.com", "a pass phrase"),
        ("ada@gmail.com", "this that what when else"),
        ("ada@gmail.com", " secret "),
        ("ada@example.org", "abcd efgh ijkl mnop"),
        ("ada@web.de", "abcd efgh ijkl mnop"),
    ] {
        assert_eq!(
            typed(email, password).sent_password().reveal(),
            password,
            "{email}"
        );
    }
}

#[test]
fn a_server_tells_more_than_an_address_of_ones_own_domain() {
    let mut form = typed("ada@example.org", "abcd efgh ijkl mnop");
    assert_eq!(form.adviser(), None);
    form.host = "outlook.office365.com".into();
    assert!(form.adviser().is_some_and(|provider| !provider.need.can_work()));
    form.host = "pop.gmail.com".into();
    assert_eq!(
        form.adviser().map(|provider| provider.name),
        Some("Google Workspace")
    );
    assert_eq!(form.sent_password().reveal(), "abcdefghijklmnop");
    form.email = "ada@gmail.com".into();
    assert_eq!(form.adviser().map(|provider| provider.name), Some("Gmail"));
}

#[test]
fn changing_the_protection_moves_only_the_usual_ports() {
    let mut form = typed("ada@example.org", "x");
    form.protect(Security::Stls);
    assert_eq!(form.port, "110");
    form.port = "10110".into();
    form.protect(Security::Tls);
    assert_eq!(form.port, "10110");
}

#[test]
fn without_protection_somebody_has_to_agree_each_time() {
    let mut form = typed("ada@example.org", "x");
    form.protect(Security::Plain);
    assert_eq!(form.problem(), Some(Problem::ConsentMissing));
    form.plaintext_consent = true;
    assert_eq!(form.problem(), None);
    form.protect(Security::Plain);
    assert_eq!(form.problem(), Some(Problem::ConsentMissing));
}

#[test]
fn problems_come_one_at_a_time_in_the_order_of_the_form() {
    let mut form = typed("", "");
    assert_eq!(form.problem(), Some(Problem::EmailMissing));
    form.email = "ada".into();
    assert_eq!(form.problem(), Some(Problem::EmailMalformed));
    form.email = "ada@example.org".into();
    assert_eq!(form.problem(), Some(Problem::PasswordMissing));
    form.password = Secret::new("x".into());
    assert_eq!(form.problem(), Some(Problem::HostMissing));
    form.host = "https://pop.example.org".into();
    assert_eq!(form.problem(), Some(Problem::HostMalformed));
    form.host = "pop.example.org".into();
    form.port = "0".into();
    assert_eq!(form.problem(), Some(Problem::PortMalformed));
    form.port = "995".into();
    assert_eq!(form.problem(), Some(Problem::UsernameMissing));
}

#[test]
fn a_fault_fails_what_was_under_way() {
    let mut checks = Checks::default();
    checks.note(SetupCheck::Bridge, CheckState::Ok, String::new());
    checks.note(SetupCheck::Connect, CheckState::Running, String::new());
    checks.fail();
    assert_eq!(checks.state(SetupCheck::Bridge).0, CheckState::Ok);
    assert_eq!(checks.state(SetupCheck::Connect).0, CheckState::Failed);
    assert_eq!(checks.state(SetupCheck::SignIn).0, CheckState::Waiting);
}

#[test]
fn a_link_fills_in_the_server_and_never_a_password() {
    let link = PopLink::parse("pop://ada%40example.org;auth=*@mail.example.org:110").unwrap();
    let form = Form::linked(&link);
    assert_eq!(form.problem(), Some(Problem::PasswordMissing));
    let setup = form.account();
    assert_eq!(
        (
            setup.email.as_str(),
            setup.host.as_str(),
            setup.port,
            setup.security
        ),
        ("ada@example.org", "mail.example.org", 110, Security::Stls)
    );
    assert_eq!(setup.username, "ada@example.org");
}

#[test]
fn a_link_that_names_no_address_leaves_that_to_be_typed() {
    let link = PopLink::parse("pop://ada@mail.example.org").unwrap();
    let form = Form::linked(&link);
    assert_eq!(form.problem(), Some(Problem::EmailMissing));
    assert_eq!(form.username, "ada");
}
