//! Which messages are chosen, so that something can be done with all of them. By message, not by row: rows move when mail
//! comes. It must not know what is done.

use crate::units::MessageId;

/// The chosen messages of the folder on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// By id.
    chosen: Vec<MessageId>,
    /// What was chosen when the last stretch began, by id.
    before: Vec<MessageId>,
    /// Where it began.
    anchor: Option<MessageId>,
}

impl Selection {
    /// How many are chosen.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.chosen.len()
    }

    /// Whether none is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Whether this one is.
    #[must_use]
    pub fn contains(&self, message: MessageId) -> bool {
        self.chosen.binary_search(&message).is_ok()
    }

    /// The chosen ones, by id.
    #[must_use]
    pub fn messages(&self) -> &[MessageId] {
        &self.chosen
    }

    /// Where a stretch begins that ends somewhere else.
    #[must_use]
    pub const fn anchor(&self) -> Option<MessageId> {
        self.anchor
    }

    /// Chooses what belongs to a message, itself among it, or no longer where it was chosen. The next stretch begins with
    /// it.
    pub fn toggle(&mut self, message: MessageId, with: &[MessageId]) {
        let was_chosen = self.contains(message);
        self.chosen.retain(|chosen| !with.contains(chosen));
        if !was_chosen {
            self.chosen.extend_from_slice(with);
            self.chosen.sort_unstable();
        }
        self.begin_at(message);
    }

    /// The next stretch begins here.
    pub fn begin_at(&mut self, message: MessageId) {
        self.before.clone_from(&self.chosen);
        self.anchor = Some(message);
    }

    /// Chooses a stretch, in the place of the last one that began where it begins.
    pub fn stretch(&mut self, messages: &[MessageId]) {
        self.chosen.clone_from(&self.before);
        self.chosen.extend_from_slice(messages);
        self.chosen.sort_unstable();
        self.chosen.dedup();
    }

    /// Chooses these and no others.
    pub fn choose(&mut self, messages: Vec<MessageId>) {
        self.chosen = messages;
        self.chosen.sort_unstable();
        self.before.clear();
        self.anchor = None;
    }

    /// Takes messages out that have left the folder, given by ascending id.
    pub fn forget(&mut self, gone: &[MessageId]) {
        for list in [&mut self.chosen, &mut self.before] {
            list.retain(|message| gone.binary_search(message).is_err());
        }
    }

    /// Keeps of the chosen ones these, given by ascending id.
    pub fn keep(&mut self, here: &[MessageId]) {
        for list in [&mut self.chosen, &mut self.before] {
            list.retain(|message| here.binary_search(message).is_ok());
        }
    }

    /// Chooses none.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[u32]) -> Vec<MessageId> {
        numbers.iter().copied().map(MessageId).collect()
    }

    #[test]
    fn choosing_twice_is_choosing_no_longer() {
        let mut selection = Selection::default();
        for message in ids(&[7, 2, 7, 5]) {
            selection.toggle(message, &[message]);
        }
        assert_eq!(selection.messages(), ids(&[2, 5]));
        assert!(selection.contains(MessageId(2)) && !selection.contains(MessageId(7)));
    }

    #[test]
    fn a_conversation_is_chosen_whole_and_let_go_whole() {
        let mut selection = Selection::default();
        selection.choose(ids(&[3, 9]));
        selection.toggle(MessageId(7), &ids(&[2, 3, 7]));
        assert_eq!(selection.messages(), ids(&[2, 3, 7, 9]));
        selection.toggle(MessageId(7), &ids(&[2, 3, 7]));
        assert_eq!(selection.messages(), ids(&[9]));
    }

    #[test]
    fn a_stretch_that_shrinks_lets_go_what_it_had_taken() {
        let mut selection = Selection::default();
        selection.toggle(MessageId(1), &ids(&[1]));
        selection.begin_at(MessageId(10));
        selection.stretch(&ids(&[10, 9, 8]));
        assert_eq!(selection.messages(), ids(&[1, 8, 9, 10]));
        selection.stretch(&ids(&[10, 9]));
        assert_eq!(selection.messages(), ids(&[1, 9, 10]));
        selection.stretch(&ids(&[10, 11]));
        assert_eq!(selection.messages(), ids(&[1, 10, 11]), "on the other side");
    }

    #[test]
    fn a_second_stretch_leaves_the_first_one() {
        let mut selection = Selection::default();
        selection.begin_at(MessageId(3));
        selection.stretch(&ids(&[3, 4]));
        selection.toggle(MessageId(9), &ids(&[9]));
        selection.stretch(&ids(&[9, 8]));
        assert_eq!(selection.messages(), ids(&[3, 4, 8, 9]));
    }

    #[test]
    fn what_has_left_the_folder_is_chosen_no_longer_and_the_others_are() {
        let mut selection = Selection::default();
        selection.choose(ids(&[3, 4, 5, 6]));
        selection.forget(&ids(&[1, 4, 6]));
        assert_eq!(selection.messages(), ids(&[3, 5]));
    }

    #[test]
    fn what_was_chosen_elsewhere_is_chosen_where_it_still_is() {
        let mut selection = Selection::default();
        selection.choose(ids(&[3, 4, 5, 6]));
        selection.keep(&ids(&[1, 4, 6, 7]));
        assert_eq!(selection.messages(), ids(&[4, 6]));
        selection.keep(&[]);
        assert!(selection.is_empty());
    }

    #[test]
    fn everything_is_chosen_once() {
        let mut selection = Selection::default();
        selection.toggle(MessageId(3), &ids(&[3]));
        selection.choose(ids(&[5, 3, 4]));
        assert_eq!((selection.count(), selection.anchor()), (3, None));
        selection.clear();
        assert!(selection.is_empty());
    }
}
