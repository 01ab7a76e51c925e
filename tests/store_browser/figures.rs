//! How fast the store is, as `FIGURE name: value unit` lines. Nothing is asserted about time: machines differ.

use js_sys::{Function, Reflect};
use restante::mail::MailSummary;
use restante::store::conformance::Database;
use restante::store::{FetchedMessage, MessagePreview, Original, Ruling, SeenKey, Store};
use restante::units::{MessageId, Octets, Sha256, Uidl, UnixMillis};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::another_tab::raw_put_all;
use crate::{Fresh, connection};

#[wasm_bindgen_test]
async fn measure_ten_thousand_messages() {
    let database = Fresh::new();
    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    let (lease, _) = store.begin_sync(account).await.expect("begun");
    let bare = Fresh::new();
    drop(bare.open().await);
    let (mut writing_ms, mut bare_ms) = (0.0, 0.0);
    for batch in 0..40 {
        let messages: Vec<_> = (0..250).map(|number| fetched(batch * 250 + number)).collect();
        let begin = now_ms();
        raw_put_all(&bare.name, "originals", batch * 250, &messages, |message| {
            &message.original.bytes
        })
        .await;
        bare_ms += now_ms() - begin;
        let begin = now_ms();
        store.commit_messages(lease, messages).await.expect("committed");
        writing_ms += now_ms() - begin;
    }
    console_log!("FIGURE store.write-10000x10KiB-in-250s: {writing_ms:.0} ms");
    console_log!("FIGURE bare.write-10000x10KiB-in-250s: {bare_ms:.0} ms");
    let begin = now_ms();
    for id in (0..10_000).step_by(100) {
        let original = store
            .original(account, MessageId(id))
            .await
            .expect("read")
            .expect("there");
        assert_eq!(original.bytes.len(), 10_240);
    }
    console_log!(
        "FIGURE store.read-original: {:.2} ms each",
        (now_ms() - begin) / 100.0
    );
}

#[wasm_bindgen_test]
async fn measure_a_hundred_thousand_summaries() {
    let database = Fresh::new();
    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    let (lease, _) = store.begin_sync(account).await.expect("begun");
    let begin = now_ms();
    for batch in 0..50 {
        let previews = (0..2_000).map(|number| preview(batch * 2_000 + number)).collect();
        store.commit_previews(lease, previews).await.expect("committed");
    }
    console_log!("FIGURE store.preview-100000-in-2000s: {:.0} ms", now_ms() - begin);
    let begin = now_ms();
    let pages = store.summaries(account).await.expect("read");
    console_log!("FIGURE store.load-100000-summaries: {:.0} ms", now_ms() - begin);
    assert_eq!(pages.iter().map(|page| page.rows.len()).sum::<usize>(), 100_000);
    let begin = now_ms();
    let (lease, marks) = store.begin_sync(account).await.expect("begun");
    console_log!(
        "FIGURE store.begin-sync-with-100000-marks: {:.0} ms",
        now_ms() - begin
    );
    assert_eq!(marks.len(), 100_000);
    let begin = now_ms();
    store
        .commit_messages(lease, (0..250).map(fetched).collect())
        .await
        .expect("committed");
    console_log!("FIGURE store.commit-250-into-100000: {:.0} ms", now_ms() - begin);
}

#[wasm_bindgen_test]
async fn a_message_of_a_hundred_megabytes_comes_back_byte_exact() {
    let database = Fresh::new();
    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    let (lease, _) = store.begin_sync(account).await.expect("begun");
    let bytes: Vec<u8> = (0..=250u8).cycle().take(100 << 20).collect();
    let original = Original {
        bytes,
        sha256: Sha256([3; 32]),
    };
    let begin = now_ms();
    let huge = FetchedMessage {
        original: original.clone(),
        ..fetched(0)
    };
    let ids = store.commit_messages(lease, vec![huge]).await.expect("committed");
    console_log!("FIGURE store.write-100MiB: {:.0} ms", now_ms() - begin);
    let begin = now_ms();
    let kept = store
        .original(account, ids[0])
        .await
        .expect("read")
        .expect("there");
    console_log!("FIGURE store.read-100MiB: {:.0} ms", now_ms() - begin);
    assert!(kept == original, "100 MiB differ");
}

fn preview(number: u32) -> MessagePreview {
    let uidl = format!("0000{number:08x}5fd1a3c2");
    MessagePreview {
        key: SeenKey {
            uidl: Uidl::new(uidl.as_bytes()).expect("a good id"),
            occurrence: 0,
        },
        octets: Octets(10_240),
        mail: MailSummary {
            from_name: "Ada Lovelace".to_owned(),
            from_address: "ada@example.org".to_owned(),
            subject: format!("Notes on the engine, part {number}"),
            snippet: "The engine weaves algebraic patterns just as the loom weaves flowers. ".repeat(2),
            date: Some(UnixMillis(1_700_000_000_000 + i64::from(number))),
            message_id: format!("{number}.notes@mail.example.org"),
            ..MailSummary::default()
        },
        arrived_at: UnixMillis(1_763_000_000_000),
    }
}

fn fetched(number: u32) -> FetchedMessage {
    let MessagePreview {
        key,
        mail,
        arrived_at,
        ..
    } = preview(number);
    let bytes = number.to_le_bytes().repeat(2_560);
    FetchedMessage {
        key,
        original: Original {
            bytes,
            sha256: Sha256([1; 32]),
        },
        mail,
        arrived_at,
        ruling: Ruling::default(),
    }
}

fn now_ms() -> f64 {
    let performance = Reflect::get(&js_sys::global(), &"performance".into()).expect("a clock");
    let now: Function = Reflect::get(&performance, &"now".into())
        .expect("a clock")
        .unchecked_into();
    now.call0(&performance)
        .expect("a time")
        .as_f64()
        .expect("a number")
}
