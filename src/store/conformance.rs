//! What every store must do, as stories that run against any of them. Nothing here may know which one it is.
//!
//! `store_conformance!` writes one test a story, so that memory and IndexedDB cannot be held to different lists.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "test code, in the library only so that the native and the browser tests share it; names are the docs"
)]

mod accounts;
mod arrivals;
mod choices;
mod deletions;
mod folders;
mod leases;
mod rows;
mod rules;
mod wishes;

pub use accounts::*;
pub use arrivals::*;
pub use choices::*;
pub use deletions::*;
pub use folders::*;
pub use leases::*;
pub use rows::*;
pub use rules::*;
pub use wishes::*;

use sha2::Digest;

use crate::mail::MailSummary;
use crate::store::{
    AccountRecord, Connection, FetchedMessage, MessagePreview, Original, Protection, Ruling, SeenKey, Store,
    SummaryRecord, SyncLease,
};
use crate::units::{AccountId, MessageId, Octets, Sha256, Uidl, UnixMillis};

/// An empty database that can be opened more than once.
#[allow(async_fn_in_trait, reason = "the tests run on one thread")]
pub trait Database {
    /// What opening it gives.
    type Store: Store;

    /// One more handle on the same records.
    async fn open(&self) -> Self::Store;
}

impl Database for crate::store::memory::MemoryStore {
    type Store = Self;

    async fn open(&self) -> Self {
        self.clone()
    }
}

/// Writes a test with attribute `$test` for every story; `$database` is an expression for an empty [`Database`].
#[macro_export]
macro_rules! store_conformance {
    ($test:meta, $database:expr) => {
        $crate::store_conformance! { $test, $database, [
            a_new_store_is_empty
            accounts_come_back_as_they_were_kept
            account_ids_are_never_reused
            a_changed_connection_keeps_the_mail
            what_was_learnt_about_signing_in_is_kept_beside_the_rest
            an_unknown_account_is_said_to_be_gone
            passwords_come_back_and_go
            a_password_belongs_to_one_account_only
            a_password_is_not_kept_for_a_forgotten_account
            what_a_server_said_of_itself_is_kept
            forgetting_an_account_leaves_nothing
            forgetting_an_account_leaves_the_others
            what_is_kept_outlives_the_handle
            two_handles_on_one_database_agree
            a_preview_is_an_unread_row_without_a_body
            a_preview_keeps_its_id_when_its_body_arrives
            what_the_user_did_to_a_preview_stays_when_its_body_arrives
            a_message_is_never_added_twice
            a_message_twice_in_one_batch_is_one_message
            a_preview_of_a_fetched_message_changes_nothing
            ids_come_back_in_the_order_asked
            message_ids_are_never_reused
            occurrence_tells_equal_uidls_apart
            uidls_are_bytes_not_text
            originals_come_back_byte_exact
            a_large_original_comes_back_byte_exact
            a_mended_message_has_new_bytes_and_is_the_same_message
            only_what_was_fetched_is_mended
            an_older_run_mends_nothing
            a_previewed_message_has_no_original
            a_skipped_message_says_why
            a_skipped_message_can_still_arrive
            a_fetched_message_cannot_be_skipped
            skipping_an_unknown_message_does_nothing
            a_renamed_message_is_known_by_its_new_name_alone
            a_name_that_is_taken_is_not_given_again
            renaming_changes_no_row
            an_empty_batch_is_no_error
            every_run_gets_a_new_lease
            a_run_learns_what_earlier_runs_saw
            an_older_lease_is_superseded
            a_superseded_batch_leaves_nothing
            a_lease_of_another_handle_supersedes
            a_superseded_run_renames_nothing
            an_older_run_cannot_end_the_newer_one
            the_end_of_a_run_is_noted
            the_lease_of_a_forgotten_account_is_worth_nothing
            commits_of_one_lease_may_overlap
            a_dropped_commit_adds_nothing_twice
            pages_hold_what_changed
            pages_are_cut_by_id
            pages_that_do_not_exist_are_left_out
            a_batch_over_several_pages_is_one_batch
            marks_change_and_say_which_pages
            a_mark_that_is_so_already_changes_nothing
            filing_moves_a_message
            tags_stay_on_a_message_until_they_are_taken_away
            what_is_snoozed_waits_and_comes_back
            what_is_erased_is_gone_until_somebody_asks_for_it
            tags_are_kept_by_name
            rows_keep_every_word
            everything_stays_on_the_server_until_somebody_says_otherwise
            the_ledger_keeps_each_deletion_and_its_last_state
            an_older_run_notes_no_deletion
            a_forgotten_account_takes_its_policy_and_ledger_along
            everything_is_fetched_until_somebody_says_otherwise
            wishes_are_kept_until_they_are_settled
            a_forgotten_account_takes_its_limits_and_wishes_along
            nothing_is_decided_until_somebody_does
            a_choice_is_about_a_sender_or_a_domain_and_nobody_else
            one_choice_does_not_undo_another
            a_choice_that_is_taken_back_is_gone
            all_choices_are_forgotten_and_the_policy_stays
            choices_outlive_an_account
            folders_are_made_renamed_and_moved
            a_folder_that_cannot_be_changes_nothing
            folder_ids_are_never_reused
            messages_are_filed_only_in_folders_that_are_here
            a_removed_folder_loses_no_message
            a_removed_folder_comes_back_with_what_was_in_it
            messages_go_from_a_removed_folder_into_one_that_is_here
            a_forgotten_account_takes_its_folders_along
            rules_are_kept_in_their_order
            rules_that_another_tab_changed_are_not_lost
            a_forgotten_account_takes_its_rules_along
            a_message_comes_as_rules_say
            rules_are_obeyed_once
            what_the_user_did_counts_more_than_a_rule
            a_rule_for_a_folder_that_is_gone_leaves_mail_in_the_inbox
            a_superseded_batch_obeys_no_rule
        ] }
    };
    ($test:meta, $database:expr, [$($story:ident)*]) => {
        $(
            #[$test]
            async fn $story() {
                $crate::store::conformance::$story(&$database).await;
            }
        )*
    };
}

pub(crate) fn connection(name: &str) -> Connection {
    Connection {
        email: format!("{name}@example.org"),
        host: "pop.example.org".to_owned(),
        port: 995,
        protection: Protection::Tls,
        username: name.to_owned(),
        pinned_certificate: Some(Sha256([7; 32])),
    }
}

fn key(uidl: &str) -> SeenKey {
    SeenKey {
        uidl: Uidl::new(uidl.as_bytes()).expect("a good id"),
        occurrence: 0,
    }
}

fn keys(count: usize) -> Vec<SeenKey> {
    (0..count).map(|number| key(&format!("uid-{number}"))).collect()
}

fn mail(subject: &str) -> MailSummary {
    MailSummary {
        from_name: "Ada".to_owned(),
        from_address: "ada@example.org".to_owned(),
        subject: subject.to_owned(),
        date: Some(UnixMillis(1_700_000_000_000)),
        ..MailSummary::default()
    }
}

fn preview(key: &SeenKey) -> MessagePreview {
    MessagePreview {
        key: key.clone(),
        octets: Octets(1_234),
        mail: mail("only the header"),
        arrived_at: UnixMillis(1),
    }
}

fn message(key: &SeenKey) -> FetchedMessage {
    message_of(
        key,
        format!("Subject: whole\r\n\r\n{}\r\n", key.uidl).into_bytes(),
    )
}

fn message_of(key: &SeenKey, bytes: Vec<u8>) -> FetchedMessage {
    let sha256 = Sha256(sha2::Sha256::digest(&bytes).into());
    FetchedMessage {
        key: key.clone(),
        original: Original { bytes, sha256 },
        mail: mail("whole"),
        arrived_at: UnixMillis(2),
        ruling: Ruling::default(),
    }
}

async fn new_account(store: &impl Store) -> AccountId {
    let AccountRecord { id, .. } = store
        .add_account(connection("ada"))
        .await
        .expect("an account is added");
    id
}

async fn new_run(store: &impl Store) -> SyncLease {
    let account = new_account(store).await;
    next_run(store, account).await
}

async fn next_run(store: &impl Store, account: AccountId) -> SyncLease {
    store.begin_sync(account).await.expect("a run begins").0
}

async fn arrive(store: &impl Store, lease: SyncLease, messages: Vec<FetchedMessage>) -> Vec<MessageId> {
    store
        .commit_messages(lease, messages)
        .await
        .expect("messages are committed")
}

async fn appear(store: &impl Store, lease: SyncLease, previews: Vec<MessagePreview>) -> Vec<MessageId> {
    store
        .commit_previews(lease, previews)
        .await
        .expect("previews are committed")
}

async fn rows(store: &impl Store, account: AccountId) -> Vec<SummaryRecord> {
    let pages = store.summaries(account).await.expect("summaries are read");
    pages.into_iter().flat_map(|page| page.rows).collect()
}
