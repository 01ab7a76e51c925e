//! What is said of a message beside its own words: what it reports, how it was read, what came inside of it.

use super::catalogue::{filled, phrase, said, said_of, sentences};
use crate::ui::state::figures::count;
use crate::ui::text::person;
use crate::wire::{
    BodyForm, Danger, FormsView, NameTrick, NestedView, NoteView, Outcome, RecipientView, ReportKind,
    ReportView, Scheme, StatusCode,
};

sentences! {
    nested_inside: "This message came inside of another one.",
    nested_back: "Back to that one",
    nested_forwarded: "Forwarded message",
    nested_returned: "Your message, as it came back",
    nested_open: "Open the message",
    report: "Report",
    report_more: "There are more recipients; the report attached below names all of them.",
    armour_show: "Show what is there for OpenPGP programs",
    fixed_width: "Fixed-width letters",
}

/// A line above the message.
#[must_use]
pub fn note(note: &NoteView) -> String {
    let sentence = match note {
        NoteView::Signed(with) => {
            return phrase(
                "Signed with {scheme}. Restante has not checked whether the signature is true.",
                &[("scheme", scheme(*with))],
            );
        }
        NoteView::Encrypted(with) => {
            return phrase(
                "Encrypted with {scheme}. Restante cannot open it: save it as a file, and open that with a program that has your key.",
                &[("scheme", scheme(*with))],
            );
        }
        NoteView::Piece { number, total } => return piece(*number, *total),
        NoteView::Elsewhere { access, place } => return elsewhere(access, place),
        note => plain_note(note),
    };
    sentence.into()
}

fn plain_note(note: &NoteView) -> &'static str {
    said(match note {
        NoteView::ContainerDamaged => {
            "Its winmail.dat, which Outlook made, is damaged: what could be unpacked is here, and more may have been in it."
        }
        NoteView::YEnc => {
            "A file is among its words in an encoding that Restante does not read (yEnc). Save the message as a file and open that with a newsreader."
        }
        NoteView::PartsLeftOut => {
            "It has more parts than are shown here. Save it as a file to have all of them."
        }
        NoteView::BodiesLeftOut => {
            "It is made of more texts than are shown here. The others are among its attachments."
        }
        NoteView::TooDeep => {
            "Parts of it lie too deep inside of each other to be shown. Save it as a file to have all of them."
        }
        NoteView::HeaderCut => "Its header says more than is shown here. “View source” shows all of it.",
        NoteView::TextCut => "It is longer than what is shown here. Save it as a file to read the rest.",
        NoteView::PageAsText => {
            "It is too large or too tangled to be shown as it was designed. This is its text."
        }
        NoteView::PageHidden => "Nothing would be seen of it as it was designed. This is its text.",
        NoteView::Signed(_)
        | NoteView::Encrypted(_)
        | NoteView::Piece { .. }
        | NoteView::Elsewhere { .. } => return "",
    })
}

/// Whether a note tells of something that is missing, or that cannot be read.
#[must_use]
pub fn is_loss(note: &NoteView) -> bool {
    !matches!(
        note,
        NoteView::Signed(_) | NoteView::PageAsText | NoteView::PageHidden
    )
}

fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Pgp => "OpenPGP",
        Scheme::Smime => "S/MIME",
    }
}

fn piece(number: u32, total: u32) -> String {
    let sentence = said(match (number, total) {
        (0, _) => {
            "This is one piece of a message that was sent in pieces. Save each of them as a file to put it together."
        }
        (_, 0) => {
            "This is piece {number} of a message that was sent in pieces. Save each of them as a file to put it together."
        }
        _ => {
            "This is piece {number} of {total} of a message that was sent in pieces. Save each of them as a file to put it together."
        }
    });
    filled(sentence, &[("number", &count(number)), ("total", &count(total))])
}

fn elsewhere(access: &str, place: &str) -> String {
    let sentence = said(match (access.is_empty(), place.is_empty()) {
        (_, false) => "Something that belongs to it was not sent along. It should be at {place}.",
        (false, true) => "Something that belongs to it was not sent along. It could be had by {access}.",
        (true, true) => "Something that belongs to it was not sent along.",
    });
    filled(sentence, &[("place", place), ("access", access)])
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
    said(match report.kind {
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
    })
}

/// Who says so.
#[must_use]
pub fn reporter(report: &ReportView) -> Option<String> {
    let who = &report.reporter;
    (!who.is_empty()).then(|| phrase("Reported by {who}", &[("who", who)]))
}

/// What became of it for one recipient.
#[must_use]
pub fn outcome(recipient: &RecipientView) -> &'static str {
    said_of(match recipient.outcome {
        Outcome::Failed => "Not delivered",
        Outcome::Delayed => "Not delivered yet",
        Outcome::Delivered => "Delivered",
        Outcome::Relayed => "Passed on to a server that reports nothing",
        Outcome::Expanded => "Passed on to several others",
        Outcome::Displayed => "Shown, which need not mean that somebody read it",
        Outcome::Deleted => "by its recipient\u{4}Deleted",
        Outcome::Unsaid => return "",
    })
}

/// "mx.example.org said".
#[must_use]
pub fn said_by(server: &str) -> String {
    if server.is_empty() {
        said("The server said:").into()
    } else {
        phrase("{server} said:", &[("server", server)])
    }
}

/// "It is tried again until 4 May 2026".
#[must_use]
pub fn retries(until: &str) -> String {
    phrase("It is tried again until {date}", &[("date", until)])
}

/// A code of RFC 3463 and its registry, in words.
#[must_use]
pub fn report_reason(status: StatusCode) -> &'static str {
    said(match (status.subject, status.detail) {
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
    })
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
pub fn danger(danger: Danger) -> &'static str {
    said(match danger {
        Danger::Program => "A program. Open it only if you asked for it.",
        Danger::Script => "A script: it runs when it is opened.",
        Danger::Shortcut => "A shortcut: it starts something else.",
        Danger::DiskImage => "A disk image: what is in it is not checked like other files.",
        Danger::Macros => "An office document with programs in it (macros).",
        Danger::WebPage => "A web page: it can run scripts in your browser.",
    })
}

/// How the name of an attachment misleads.
#[must_use]
pub fn name_trick(trick: NameTrick) -> &'static str {
    said(match trick {
        NameTrick::TwoEndings => "Its name is made to look like a document.",
        NameTrick::Direction => "Its name had signs in it that turn letters around.",
        NameTrick::Space => "Its name hides its ending behind spaces.",
        NameTrick::OtherThanItSays => "It is not what its ending says.",
    })
}

/// What the switch between the forms of a message does next; `None` where there is but one.
#[must_use]
pub fn form_switch(forms: FormsView) -> Option<&'static str> {
    Some(said(match (forms.designed, forms.shown) {
        (false, _) => return None,
        (true, BodyForm::Designed) => "Show as plain text",
        (true, BodyForm::Plain) => "Show as it was designed",
    }))
}

/// What the plain form is.
#[must_use]
pub fn form_hint(forms: FormsView) -> &'static str {
    said(if forms.plain {
        "The sender wrote this message in both forms"
    } else {
        "The sender wrote no plain text: this is the text of the page"
    })
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
