//! What is said about how much mail is kept, and of whom.

use super::catalogue::sentences;

sentences! {
    storage_of_accounts: "Mail of each account",
    storage_here: "Here as a whole",
    storage_headers: "Headers only",
    storage_unlisted: "Known after the next check",
    storage_no_account: "No account has been added yet.",
}
