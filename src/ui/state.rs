//! What the interface decides, as plain structs that tests reach without a browser. Nothing here may touch the DOM.

pub mod avatar;
#[cfg(test)]
mod contrast;
pub mod dates;
pub mod deletion;
pub mod diagnosis;
pub mod figures;
pub mod links;
pub mod list;
pub mod reading;
pub mod sender;
pub mod server_box;
pub mod setup;
pub mod shortcuts;
pub mod sync;
pub mod trace;
