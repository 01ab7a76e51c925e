//! What is said of a message beside its own words: what it reports, how it was read, what came inside of it.

use crate::ui::text::person;
use crate::wire::{
    BodyForm, Danger, FormsView, NameTrick, NestedView, NoteView, Outcome, RecipientView, ReportKind,
    ReportView, Scheme, StatusCode,
};

pub const NESTED_INSIDE: &str = "This message came inside of another one.";
pub const NESTED_BACK: &str = "Back to that one";
pub const NESTED_FORWARDED: &str = "Forwarded message";
pub const NESTED_RETURNED: &str = "Your message, as it came back";
pub const NESTED_OPEN: &str = "Open the message";
pub const REPORT: &str = "Report";
pub const REPORT_MORE: &str = "There are more recipients; the report attached below names all of them.";
pub const ARMOUR_SHOW: &str = "Show what is there for OpenPGP programs";
pub const FIXED_WIDTH: &str = "Fixed-width letters";

/// A line above the message.
#[must_use]
pub fn note(note: &NoteView) -> String {
    match note {
        NoteView::Signed(with) => {
            let with = scheme(*with);
            ["Signed with ", with, ". Restante has not checked whether the signature is true."].concat()
        }
        NoteView::Encrypted(with) => {
            let with = scheme(*with);
            let next = ". Restante cannot open it: save it as a file, and open that with a program that has your key.";
            ["Encrypted with ", with, next].concat()
        }
        NoteView::Piece { number, total } => piece(*number, *total),
        NoteView::Elsewhere { access, place } => elsewhere(access, place),
        NoteView::ContainerDamaged => {
            "Its winmail.dat, which Outlook made, is damaged: what could be unpacked is here, and more may have been in it.".into()
        }
        NoteView::YEnc => {
            "A file is among its words in an encoding that Restante does not read (yEnc). Save the message as a file and open that with a newsreader.".into()
        }
        NoteView::PartsLeftOut => {
            "It has more parts than are shown here. Save it as a file to have all of them.".into()
        }
        NoteView::TooDeep => {
            "Parts of it lie too deep inside of each other to be shown. Save it as a file to have all of them.".into()
        }
        NoteView::HeaderCut => "Its header says more than is shown here. “View source” shows all of it.".into(),
        NoteView::TextCut => "It is longer than what is shown here. Save it as a file to read the rest.".into(),
        NoteView::PageAsText => {
            "It is too large or too tangled to be shown as it was designed. This is its text.".into()
        }
    }
}

/// Whether a note tells of something that is missing, or that cannot be read.
#[must_use]
pub const fn is_loss(note: &NoteView) -> bool {
    !matches!(note, NoteView::Signed(_) | NoteView::PageAsText)
}

const fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Pgp => "OpenPGP",
        Scheme::Smime => "S/MIME",
    }
}

fn piece(number: u32, total: u32) -> String {
    let which = match (number, total) {
        (0, _) => "one piece".to_owned(),
        (_, 0) => ["piece ", &number.to_string()].concat(),
        _ => ["piece ", &number.to_string(), " of ", &total.to_string()].concat(),
    };
    [
        "This is ",
        &which,
        " of a message that was sent in pieces. Save each of them as a file to put it together.",
    ]
    .concat()
}

fn elsewhere(access: &str, place: &str) -> String {
    let missing = "Something that belongs to it was not sent along";
    match (access.is_empty(), place.is_empty()) {
        (_, false) => [missing, ". It should be at ", place, "."].concat(),
        (false, true) => [missing, ". It could be had by ", access, "."].concat(),
        (true, true) => [missing, "."].concat(),
    }
}

/// What a report comes down to.
#[must_use]
pub fn report_title(report: &ReportView) -> &'static str {
    let all = |outcome: Outcome| {
        report
            .recipients
            .iter()
            .all(|recipient| recipient.outcome == outcome)
    };
    let any = |outcome: Outcome| {
        report
            .recipients
            .iter()
            .any(|recipient| recipient.outcome == outcome)
    };
    match report.kind {
        ReportKind::Complaint => "Somebody reported a message of yours as junk",
        ReportKind::Receipt if any(Outcome::Displayed) => "Your message was shown",
        ReportKind::Receipt if any(Outcome::Deleted) => "Your message was deleted without being shown",
        ReportKind::Receipt => "What became of your message",
        ReportKind::Delivery if report.recipients.is_empty() => "What became of your message",
        ReportKind::Delivery if all(Outcome::Failed) => "Your message was not delivered",
        ReportKind::Delivery if any(Outcome::Failed) => "Your message was not delivered to everybody",
        ReportKind::Delivery if any(Outcome::Delayed) => "Your message has not been delivered yet",
        ReportKind::Delivery if all(Outcome::Delivered) => "Your message was delivered",
        ReportKind::Delivery => "What became of your message",
    }
}

/// Who says so.
#[must_use]
pub fn reporter(report: &ReportView) -> Option<String> {
    (!report.reporter.is_empty()).then(|| ["Reported by ", &report.reporter].concat())
}

/// What became of it for one recipient.
#[must_use]
pub const fn outcome(recipient: &RecipientView) -> &'static str {
    match recipient.outcome {
        Outcome::Failed => "Not delivered",
        Outcome::Delayed => "Not delivered yet",
        Outcome::Delivered => "Delivered",
        Outcome::Relayed => "Passed on to a server that reports nothing",
        Outcome::Expanded => "Passed on to several others",
        Outcome::Displayed => "Shown, which need not mean that somebody read it",
        Outcome::Deleted => "Deleted",
        Outcome::Unsaid => "",
    }
}

/// "mx.example.org said".
#[must_use]
pub fn said_by(server: &str) -> String {
    let who = if server.is_empty() { "The server" } else { server };
    [who, " said:"].concat()
}

/// "It is tried again until 4 May 2026".
#[must_use]
pub fn retries(until: &str) -> String {
    ["It is tried again until ", until].concat()
}

/// A code of RFC 3463 and its registry, in words.
#[must_use]
pub const fn report_reason(status: StatusCode) -> &'static str {
    match (status.subject, status.detail) {
        (1, 1) => "There is no such mailbox. Look whether the address is right.",
        (1, 2) => "There is no such domain. Look at what stands after the @.",
        (1, 3) => "The address is not written as addresses are.",
        (1, 4) => "Several mailboxes could be meant.",
        (1, 6) => "The mailbox has moved and left no address.",
        (1, 7 | 8) => "Your own address was not accepted as a sender.",
        (1, 10) => "That domain takes no mail at all.",
        (1, _) => "Something is wrong with the address.",
        (2, 1) => "The mailbox is switched off.",
        (2, 2) => "The mailbox is full. Try again in a few days, or reach them another way.",
        (2, 3) | (3, 4) => "The message is too large.",
        (2, 4) => "The list that it was sent to does not work.",
        (2, _) => "Something is wrong with the mailbox.",
        (3, 1) => "Their mail system is full.",
        (3, 2) => "Their mail system takes no mail at the moment.",
        (3, _) => "Something is wrong with their mail system.",
        (4, 1) => "Their server did not answer.",
        (4, 2) => "The connection to their server broke off.",
        (4, 4) => "No way to their server was found.",
        (4, 5) => "Their system was too busy.",
        (4, 6) => "It went round in circles.",
        (4, 7) => "It took too long, and was given up.",
        (4, _) => "The network, or a server on the way, did not work.",
        (5, 3) => "It was sent to too many at once.",
        (5, _) => "The servers did not understand each other.",
        (6, _) => "Their server cannot take this kind of content.",
        (7, 1) => "Their server did not let it in, most likely because of a rule against junk.",
        (7, 2) => "You may not send to that list.",
        (7, 20..=27 | 29) => {
            "Their server could not see that it really came from your address (SPF, DKIM or DMARC)."
        }
        (7, 28) => "You sent too much at once.",
        (7, _) => "A rule of their server forbids it.",
        _ if status.class == 2 => "It went well.",
        _ if status.class == 4 => "It did not work for now.",
        _ => "No reason is given.",
    }
}

/// A code as servers write it.
#[must_use]
pub fn code(status: StatusCode) -> String {
    let numbers = [u16::from(status.class), status.subject, status.detail];
    numbers.map(|number| number.to_string()).join(".")
}

/// What a message inside of another one is called.
#[must_use]
pub fn nested_sender(nested: &NestedView) -> String {
    let name = person(&nested.from);
    if name.is_empty() || name == nested.from.address {
        return name.to_owned();
    }
    [name, " <", &nested.from.address, ">"].concat()
}

/// What an attachment can do to whoever opens it.
#[must_use]
pub const fn danger(danger: Danger) -> &'static str {
    match danger {
        Danger::Program => "A program. Open it only if you asked for it.",
        Danger::Script => "A script: it runs when it is opened.",
        Danger::Shortcut => "A shortcut: it starts something else.",
        Danger::DiskImage => "A disk image: what is in it is not checked like other files.",
        Danger::Macros => "An office document with programs in it (macros).",
        Danger::WebPage => "A web page: it can run scripts in your browser.",
    }
}

/// How the name of an attachment misleads.
#[must_use]
pub const fn name_trick(trick: NameTrick) -> &'static str {
    match trick {
        NameTrick::TwoEndings => "Its name is made to look like a document.",
        NameTrick::Direction => "Its name had signs in it that turn letters around.",
        NameTrick::Space => "Its name hides its ending behind spaces.",
        NameTrick::OtherThanItSays => "It is not what its ending says.",
    }
}

/// What the switch between the forms of a message does next; `None` where there is but one.
#[must_use]
pub const fn form_switch(forms: FormsView) -> Option<&'static str> {
    match (forms.designed, forms.shown) {
        (false, _) => None,
        (true, BodyForm::Designed) => Some("Show as plain text"),
        (true, BodyForm::Plain) => Some("Show as it was designed"),
    }
}

/// What the plain form is.
#[must_use]
pub const fn form_hint(forms: FormsView) -> &'static str {
    if forms.plain {
        "The sender wrote this message in both forms"
    } else {
        "The sender wrote no plain text: this is the text of the page"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient(outcome: Outcome) -> RecipientView {
        RecipientView {
            address: "a@example.org".into(),
            outcome,
            status: None,
            said: String::new(),
            server: String::new(),
            retries_until: None,
        }
    }

    fn title(outcomes: &[Outcome]) -> &'static str {
        report_title(&ReportView {
            kind: ReportKind::Delivery,
            reporter: String::new(),
            recipients: outcomes.iter().copied().map(recipient).collect(),
            more: false,
        })
    }

    #[test]
    fn a_report_comes_down_to_the_worst_of_it() {
        assert_eq!(title(&[Outcome::Failed]), "Your message was not delivered");
        assert_eq!(
            title(&[Outcome::Failed, Outcome::Delivered]),
            "Your message was not delivered to everybody"
        );
        assert_eq!(
            title(&[Outcome::Delivered, Outcome::Delayed]),
            "Your message has not been delivered yet"
        );
        assert_eq!(title(&[]), "What became of your message");
    }

    #[test]
    fn a_code_has_words_whatever_it_is() {
        for (subject, detail) in (0..10).flat_map(|subject| (0..40).map(move |detail| (subject, detail))) {
            let status = StatusCode {
                class: 5,
                subject,
                detail,
            };
            assert!(report_reason(status).ends_with('.'), "{}", code(status));
        }
    }

    #[test]
    fn a_piece_says_what_is_known_of_it() {
        assert!(piece(2, 5).starts_with("This is piece 2 of 5 of a message"));
        assert!(piece(2, 0).starts_with("This is piece 2 of a message"));
        assert!(piece(0, 5).starts_with("This is one piece of a message"));
    }

    #[test]
    fn what_lies_elsewhere_is_said_as_far_as_it_is_known() {
        let missing = "Something that belongs to it was not sent along";
        assert_eq!(
            elsewhere("url", "https://example.org/a"),
            format!("{missing}. It should be at https://example.org/a.")
        );
        assert_eq!(
            elsewhere("mail-server", ""),
            format!("{missing}. It could be had by mail-server.")
        );
        assert_eq!(elsewhere("", ""), format!("{missing}."));
    }
}
