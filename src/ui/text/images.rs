//! Sentences about images from the web, about who counts readers with them, and about lists and how to leave them.

use super::catalogue::{counted, phrase, said, sentences};
use super::{comma, many};
use crate::ui::state::figures::count;
use crate::ui::text::isolated;
use crate::wire::{ChoiceView, ImageRule, ImagesView, ListPurpose, TrackerView, Whose};

sentences! {
    show_once: "Show once",
    always: "Always…",
    always_not: "Not offered here: nobody who is believed says that this message is from its sender, and whoever borrows a name should gain nothing by it.",
    details: "Details",
    image_hosts: "Images would come from",
    trackers: "Trackers: they tell somebody when you read this, and show you nothing. They are never loaded, not even with the other images.",
    change_in_settings: "Change",
    choice_failed: "It could not be remembered",
    darken: "Darken this message",
    show_designed: "Show as designed",
    print: "Print",
    images_legend: "Images from the web",
    images_ask: "Ask",
    images_never: "Never",
    images_ask_note: "They are loaded when you say so: of one message, of a sender, or of a domain.",
    images_never_note: "They are not loaded, whoever sent them. What you have decided about senders stays here, and counts again once you choose “Ask”.",
    choices_none: "Nothing is decided about any sender yet.",
    choices_label: "Decided by you",
    forget: "Forget",
    forget_all: "Forget all of it",
    unsubscribe: "Unsubscribe",
    unsubscribe_title: "Leave this list?",
    unsubscribe_nothing_yet: "Nothing has been asked of anybody yet.",
    unsubscribe_page: "Its page opens in a new tab. The sender learns that you have opened it; what it wants to know there is up to you.",
    unsubscribe_one_click: "The sender promises to take you off at a single request. A page in a browser cannot send it to a stranger’s server, and so the sender’s own page opens in a new tab: confirm it there if it asks.",
    unsubscribe_plain: "The way there is not encrypted.",
    unsubscribe_letter: "Restante cannot write letters yet. Write this one from your address with another program; an empty one is enough.",
    unsubscribe_doubt: "Nobody who is believed says that this message is from its sender. Whoever did send it learns from your answer that somebody reads what comes to this address.",
    unsubscribe_write: "Write with your mail program",
    letter_to: "Write to",
    letter_subject: "Subject",
    mailing_list: "mailing list",
    list_precedence: "sent as",
}

/// The line about images that are not loaded.
#[must_use]
pub fn images(view: &ImagesView) -> String {
    if view.blocked == 0 {
        return if view.shown {
            counted(
                "1 tracker stays blocked",
                "{count} trackers stay blocked",
                view.tracking,
                &[],
            )
        } else {
            counted(
                "1 tracker is blocked",
                "{count} trackers are blocked",
                view.tracking,
                &[],
            )
        };
    }
    let line = said(match &view.rule {
        _ if view.shown => "Some images stay blocked, because they would come without encryption",
        ImageRule::Never => "Images are blocked, as you have set it",
        ImageRule::NotVouched(_) => "Images are blocked, because nobody vouches for the sender",
        ImageRule::Ask | ImageRule::Always(_) => "Images are blocked",
    });
    let blocked = count(view.blocked);
    let mut line = match u32::try_from(view.hosts.len()).unwrap_or(u32::MAX) {
        0 => [line, " · ", &blocked].concat(),
        hosts => {
            let from = counted(
                "{images} from 1 host",
                "{images} from {count} hosts",
                hosts,
                &[("images", &blocked)],
            );
            [line, " · ", &from].concat()
        }
    };
    if view.tracking > 0 {
        line.push_str(comma());
        line.push_str(&counted("1 tracker", "{count} trackers", view.tracking, &[]));
    }
    line
}

/// Somebody who counts readers.
#[must_use]
pub fn tracker(tracker: &TrackerView) -> String {
    let host = isolated(&tracker.host);
    if tracker.name.is_empty() {
        phrase("{host}: an image that nobody can see", &[("host", &host)])
    } else {
        [&tracker.name, ": ", &host].concat()
    }
}

/// The choice to load somebody's images from now on.
#[must_use]
pub fn always_for(whose: &Whose) -> String {
    phrase("Always for {sender}", &[("sender", &isolated(name(whose)))])
}

/// The choice to stop that.
#[must_use]
pub fn no_longer_for(whose: &Whose) -> String {
    phrase(
        "Block images of {sender} again",
        &[("sender", &isolated(name(whose)))],
    )
}

/// An address or a domain.
#[must_use]
pub fn name(whose: &Whose) -> &str {
    match whose {
        Whose::Sender(name) | Whose::Domain(name) => name,
    }
}

/// What was decided about somebody.
#[must_use]
pub fn chosen(choice: &ChoiceView) -> &'static str {
    said(match (choice.images, choice.darkened) {
        (true, true) => "Images are loaded; darkened in the dark theme",
        (true, false) => "Images are loaded",
        (false, _) => "Darkened in the dark theme",
    })
}

/// The lines behind a button.
#[must_use]
pub fn more_notices(number: usize) -> String {
    phrase("{count} more", &[("count", &many(number))])
}

/// What an address of a list is for. The address follows.
#[must_use]
pub fn list_purpose(purpose: ListPurpose) -> &'static str {
    said(match purpose {
        ListPurpose::Unsubscribe => "leave it at",
        ListPurpose::Post => "write to it at",
        ListPurpose::Archive => "archive",
        ListPurpose::Help => "help",
        ListPurpose::Owner => "run by",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(blocked: u32, hosts: &[&str], tracking: u32) -> ImagesView {
        ImagesView {
            shown: false,
            rule: ImageRule::Ask,
            vouched: true,
            blocked,
            hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            loaded_from: Vec::new(),
            tracking,
            trackers: Vec::new(),
            domain: String::new(),
        }
    }

    #[test]
    fn blocked_images_and_trackers_are_counted_in_words() {
        let lines = [
            (view(1, &["a"], 0), "Images are blocked · 1 from 1 host"),
            (
                view(7, &["a", "b"], 1),
                "Images are blocked · 7 from 2 hosts, 1 tracker",
            ),
            (view(0, &[], 1), "1 tracker is blocked"),
            (view(0, &[], 2), "2 trackers are blocked"),
        ];
        for (view, line) in lines {
            assert_eq!(images(&view), line);
        }
    }

    #[test]
    fn it_is_said_why() {
        let sender = || Whose::Sender("a@b.example".to_owned());
        let by = |rule| ImagesView {
            rule,
            ..view(2, &["a"], 0)
        };
        assert!(images(&by(ImageRule::NotVouched(sender()))).contains("nobody vouches for the sender"));
        assert!(images(&by(ImageRule::Never)).contains("as you have set it"));
        let shown = ImagesView {
            shown: true,
            ..by(ImageRule::Always(sender()))
        };
        assert!(images(&shown).contains("without encryption"));
        let left = ImagesView {
            shown: true,
            ..view(0, &[], 2)
        };
        assert_eq!(images(&left), "2 trackers stay blocked");
    }
}
