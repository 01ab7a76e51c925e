//! Tags on the screen: what they are called, and where those that are meant get them; and what is put out of sight for a
//! while. What becomes of the messages is `filing`'s matter.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{App, Dialog};
use crate::ui::browser;
use crate::units::{Tag, TagId};
use crate::wire::{BringBack, ChangeTags, Fault, Folder, Mark, RowView, TagChange, Tags};

impl App {
    pub(super) async fn load_tags(self) {
        if let Some(Ok(tags)) = self.call(Tags {}).await
            && self.tags.with_untracked(|known| *known != tags)
        {
            self.tags.set(tags);
        }
    }

    /// A tag by its id; `None` where it is gone.
    pub(crate) fn tag(self, id: TagId) -> Option<Tag> {
        self.tags
            .with(|tags| tags.iter().find(|tag| tag.id == id).cloned())
    }

    /// What a folder that a tag gathers is called.
    pub(super) fn tag_name(self, id: TagId) -> String {
        self.tag(id)
            .map(|tag| tag.name.as_str().to_owned())
            .unwrap_or_default()
    }

    /// Those of some tags that are not gone.
    pub(crate) fn tags_of(self, ids: &[TagId]) -> Vec<Tag> {
        ids.iter().filter_map(|id| self.tag(*id)).collect()
    }

    /// Changes the tags, and knows the new ones before it is told that all went well.
    pub(crate) async fn change_tags(self, change: TagChange) -> Option<Result<TagId, Fault>> {
        let changed = self.call(ChangeTags { change }).await;
        if let Some(Ok(_)) = changed {
            self.load_tags().await;
        }
        changed
    }

    /// Asks which tag the messages that are meant shall have. Says whether there were any.
    pub(crate) fn open_tag(self) -> bool {
        self.open_about_meant(Dialog::Tag)
    }

    /// Asks until when the messages that are meant shall be out of sight. Says whether there were any.
    pub(crate) fn open_snooze(self) -> bool {
        self.open_about_meant(Dialog::Snooze)
    }

    fn open_about_meant(self, dialog: fn(Vec<crate::units::MessageId>) -> Dialog) -> bool {
        if self.refuses_for_files() {
            return true;
        }
        let messages = self.meant();
        let is_any = !messages.is_empty() && self.route.get_untracked().folder().is_some();
        if is_any {
            self.dialog.set(Some(dialog(messages)));
        }
        is_any
    }

    /// Whether a tag is on all of these messages, as far as their rows are known.
    pub(crate) fn is_on_all(self, messages: &[crate::units::MessageId], tag: TagId) -> bool {
        self.are_all(messages, move |row: &RowView| row.tags.contains(&tag))
    }

    /// Looks now and then whether something is to come back.
    pub(super) fn bring_back_in_time(self) {
        let is_known = Memo::new(move |_| self.accounts.with(Option::is_some));
        Effect::new(move |_| {
            self.now.track();
            if is_known.get() {
                spawn_local(async move {
                    // What could not come back is tried again soon.
                    let _ = self.call(BringBack {}).await;
                });
            }
        });
    }

    /// Where something goes, in words: a folder, a tag, a moment.
    pub(super) fn said_of(self, account: crate::units::AccountId, mark: Mark) -> String {
        match mark {
            Mark::Filed(folder) => untrack(|| self.folder_name(account, folder)),
            Mark::Tagged(tag, _) => untrack(|| self.tag_name(tag)),
            Mark::Snoozed(until) => browser::day_and_time(until),
            Mark::Read(_) | Mark::Starred(_) => String::new(),
        }
    }
}

/// Whether a message goes out of a folder's sight when this is said of it.
pub(super) const fn leaves(from: Folder, mark: Mark) -> bool {
    match (from, mark) {
        (Folder::Starred | Folder::Tagged(_), Mark::Filed(to)) => matches!(to, Folder::Trash | Folder::Junk),
        (Folder::Starred, Mark::Starred(is_starred)) => !is_starred,
        (Folder::Tagged(shown), Mark::Tagged(tag, is_on)) => shown.0 == tag.0 && !is_on,
        (Folder::Starred | Folder::Tagged(_) | Folder::Snoozed, Mark::Snoozed(_)) => false,
        (_, Mark::Filed(_) | Mark::Snoozed(_)) => true,
        (_, Mark::Read(_) | Mark::Starred(_) | Mark::Tagged(..)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::UnixMillis;

    #[test]
    fn what_a_tag_or_a_star_gathers_stays_together_wherever_it_is_filed() {
        let tagged = Folder::Tagged(TagId(3));
        let later = Mark::Snoozed(UnixMillis(9));
        for (from, mark, goes) in [
            (Folder::Inbox, Mark::Filed(Folder::Archive), true),
            (Folder::Inbox, later, true),
            (Folder::Inbox, Mark::Tagged(TagId(3), true), false),
            (Folder::Inbox, Mark::Starred(false), false),
            (Folder::Snoozed, later, false),
            (Folder::Snoozed, Mark::Filed(Folder::Inbox), true),
            (tagged, Mark::Filed(Folder::Archive), false),
            (tagged, Mark::Filed(Folder::Trash), true),
            (tagged, Mark::Tagged(TagId(3), false), true),
            (tagged, Mark::Tagged(TagId(4), false), false),
            (Folder::Starred, Mark::Starred(false), true),
            (Folder::Starred, later, false),
        ] {
            assert_eq!(leaves(from, mark), goes, "{from:?} {mark:?}");
        }
    }
}
