//! Messages of files: read like any other, kept nowhere, and no account's.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::store::Store;
use restante::units::{AccountId, MessageId};
use restante::wire::{Attachment, Bytes, FaultKind, Folder, Mark, MessageOriginal, SenderVerdict, Trace};
use scene::{Scene, message, opening};

const LETTER: &[u8] = b"From: Ada <ada@example.org>\r\nSubject: A letter\r\nDate: Mon, 4 May 2026 10:00:00 +0000\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\n\
    Content-Disposition: attachment\r\n\r\nattached\r\n--b--\r\n";
const MAILBOX: &[u8] =
    b"From ada Mon May  4 10:00:00 2026\nSubject: One\n\n>From the sea\n\nFrom bo Mon May  4 11:00:00 2026\n\
    Subject: Two\n\nend\n";

/// What came of opening files: the first message, and how many each file holds.
struct Opened {
    first: MessageId,
    counts: Vec<u32>,
}

async fn opened(scene: &Scene, files: &[&[u8]]) -> Opened {
    let files: Vec<Bytes> = files.iter().map(|file| Bytes(file.to_vec())).collect();
    let begins = scene.engine.open_files(&files).await.unwrap();
    Opened {
        first: begins[0],
        counts: begins.windows(2).map(|file| file[1].0 - file[0].0).collect(),
    }
}

async fn subjects(scene: &Scene, account: AccountId) -> Vec<String> {
    let view = scene.engine.rows(account, Folder::Inbox, 0, 99).await.unwrap();
    let mut subjects: Vec<String> = view.rows.into_iter().map(|row| row.subject).collect();
    subjects.sort_unstable();
    subjects
}

#[tokio::test(start_paused = true)]
async fn a_letter_is_read_with_what_is_attached_and_its_bytes_are_the_files() {
    let scene = Scene::of(&[]).await;
    let letter = opened(&scene, &[LETTER]).await;
    assert_eq!(letter.counts, [1]);
    let (account, message, within) = (AccountId::FILES, letter.first, Vec::new());
    let view = scene
        .engine
        .open_message(&opening(account, message))
        .await
        .unwrap();
    assert_eq!((view.subject.as_str(), view.unread), ("A letter", false));
    assert_eq!(view.attachments.len(), 1);
    let call = Attachment {
        account,
        message,
        within: within.clone(),
        part: view.attachments[0].part,
    };
    assert_eq!(scene.engine.attachment(&call).await.unwrap().bytes.0, b"attached");
    let call = MessageOriginal {
        account,
        message,
        within,
    };
    assert_eq!(scene.engine.source(&call).await.unwrap(), LETTER);
    let stored = scene.engine.stored_bytes(account, message).await;
    assert_eq!(stored.unwrap(), LETTER);
    opened(&scene, &[MAILBOX]).await;
    let gone = scene.engine.stored_bytes(account, message).await;
    assert_eq!(
        gone.unwrap_err().kind,
        FaultKind::NotFetched,
        "others are open now"
    );
}

#[tokio::test(start_paused = true)]
async fn nobody_vouches_for_a_file_not_even_the_accounts_own_provider() {
    let scene = Scene::of(&[]).await;
    let forged = b"Authentication-Results: pop.example.org; dmarc=pass header.from=example.org\r\n\
        Received: from a (a [8.8.8.8]) by pop.example.org; Mon, 4 May 2026 10:00:00 +0000\r\n\
        From: Ada <ada@example.org>\r\nSubject: Trust me\r\n\r\nHello\r\n";
    let letter = opened(&scene, &[forged]).await;
    let call = Trace {
        account: AccountId::FILES,
        message: letter.first,
        within: Vec::new(),
    };
    let trace = scene.engine.trace(&call).await.unwrap();
    assert_eq!(trace.sender.verdict, SenderVerdict::Unverified);
    assert_eq!(trace.sender.earlier, None);
    assert!(trace.hops.iter().all(|hop| !hop.believed));
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_of_many_is_a_list_and_what_is_no_message_is_named() {
    let scene = Scene::of(&[]).await;
    let files = opened(&scene, &[b"%PDF-1.7", MAILBOX, LETTER, b""]).await;
    assert_eq!(files.counts, [0, 2, 1, 0]);
    assert_eq!(
        subjects(&scene, AccountId::FILES).await,
        ["A letter", "One", "Two"]
    );
    let last = MessageId(files.first.0);
    let view = scene
        .engine
        .open_message(&opening(AccountId::FILES, last))
        .await
        .unwrap();
    assert_eq!(view.subject, "One");
}

#[tokio::test(start_paused = true)]
async fn more_than_a_page_of_messages_are_all_there() {
    let scene = Scene::of(&[]).await;
    let mailbox: String = (0..1_234)
        .map(|number| format!("From a Mon May  4 10:00:00 2026\nSubject: {number}\n\ntext\n\n"))
        .collect();
    let files = opened(&scene, &[mailbox.as_bytes()]).await;
    assert_eq!(files.counts, [1_234]);
    let view = scene
        .engine
        .rows(AccountId::FILES, Folder::Inbox, 0, 2_000)
        .await
        .unwrap();
    assert_eq!((view.total, view.rows.len()), (1_234, 1_234));
}

#[tokio::test(start_paused = true)]
async fn what_is_opened_next_takes_their_place_and_where_there_is_nothing_they_stay() {
    let scene = Scene::of(&[]).await;
    let first = opened(&scene, &[LETTER]).await;
    let nothing = opened(&scene, &[b"<html>"]).await;
    assert_eq!(nothing.counts, [0]);
    assert_eq!(subjects(&scene, AccountId::FILES).await, ["A letter"]);
    let second = opened(&scene, &[MAILBOX]).await;
    assert!(second.first > first.first, "an id that was another message's");
    assert_eq!(subjects(&scene, AccountId::FILES).await, ["One", "Two"]);
    let gone = scene
        .engine
        .open_message(&opening(AccountId::FILES, first.first))
        .await;
    assert_eq!(gone.unwrap_err().kind, FaultKind::NotHere);
}

#[tokio::test(start_paused = true)]
async fn they_are_in_no_account_nor_among_all_and_nothing_is_done_to_them() {
    let scene = Scene::of(&[message("a1", 1)]).await;
    scene.sync().await.unwrap();
    let letter = opened(&scene, &[LETTER]).await;
    let engine = &scene.engine;
    assert_eq!(subjects(&scene, AccountId::ALL).await, ["message 1"]);
    assert_eq!(engine.accounts().await.unwrap().len(), 1);
    for mark in [Mark::Read(true), Mark::Starred(true), Mark::Filed(Folder::Trash)] {
        let refused = engine.mark(AccountId::FILES, &[letter.first], mark).await;
        assert_eq!(refused.unwrap_err().kind, FaultKind::NotHere);
    }
    let stored = scene.store.summaries(AccountId::FILES).await.unwrap();
    assert!(stored.iter().all(|page| page.rows.is_empty()));
    // As when an account changed in another tab.
    engine.reload_accounts();
    assert_eq!(subjects(&scene, AccountId::FILES).await, ["A letter"]);
    assert_eq!(subjects(&scene, AccountId::ALL).await, ["message 1"]);
}
