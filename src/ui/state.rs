//! What the interface decides, as plain structs that tests reach without a browser. Nothing here may touch the DOM.

pub mod arrangement;
pub mod attached;
pub mod avatar;
pub mod bookmark;
pub mod calendar;
#[cfg(test)]
mod contrast;
pub mod dates;
pub mod deletion;
pub mod diagnosis;
pub mod figures;
pub mod folders;
pub mod guesses;
pub mod half_filled;
pub mod language;
pub mod links;
pub mod list;
pub mod list_order;
pub mod notices;
pub mod notifications;
pub mod outgoing;
pub mod palette;
pub mod panes;
pub mod pop_link;
pub mod reading;
pub mod rhythm;
pub mod rules;
pub mod selection;
pub mod sender;
pub mod server_box;
pub mod settings;
pub mod setup;
pub mod shortcuts;
pub mod swipe;
pub mod sync;
pub mod trace;
