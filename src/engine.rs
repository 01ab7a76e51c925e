//! What the app calls to make mail arrive.
