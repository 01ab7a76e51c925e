//! The table of contents of the demo mailbox: each message source, by its place under `demo/messages/`.
//! Order does not matter here; the dates in the sources decide.

macro_rules! sources {
    ($($name:literal)*) => {
        /// Name and text of every source.
        pub(crate) const ALL: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../demo/messages/", $name, ".eml")))),*];
    };
}

sources! {
    "languages/german"
    "languages/japanese"
    "lantern/1-lantern-walk"
    "lantern/2-the-whale"
    "lantern/3-terms-and-conditions"
    "lantern/4-tide-table"
    "newsletters/slow-post"
    "odd/nothing-inside"
    "orders/books-1-confirmed"
    "orders/books-2-on-its-way"
}
