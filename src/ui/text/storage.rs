//! What is said about how much mail is kept, and of whom.

use super::catalogue::sentences;

sentences! {
    storage_of_accounts: "Mail of each account",
    storage_here: "Here as a whole",
    storage_headers: "Headers only",
    storage_unlisted: "Not checked in this tab yet",
    storage_no_account: "No account has been added yet.",
}
