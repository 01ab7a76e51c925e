//! How often a run has to wait for an answer before it can say more, from the greeting on. The server counts; what TLS
//! and TCP take comes on top, and is the same for every client.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use std::cell::Cell;

use restante::engine::{Stop, SyncEvent};
use scene::{Scene, expected, mailbox};
use scripted::Message;

/// An account on a server with `AUTH PLAIN`, which takes the password in one command.
async fn scene_of(messages: &[Message]) -> Scene {
    let scene = Scene::of(messages).await;
    scene.server.0.capabilities.replace(vec!["SASL PLAIN"]);
    scene
}

/// The round trips of one run, and what was said in it.
async fn counted(scene: &Scene) -> (u32, Vec<String>) {
    scene.server.0.round_trips.set(0);
    scene.server.0.heard.borrow_mut().clear();
    let report = scene.sync().await.unwrap();
    let round_trips = scene.server.0.round_trips.get();
    assert_eq!(
        report.round_trips, round_trips,
        "what the run says is what it took"
    );
    (round_trips, scene.server.0.heard.take())
}

fn verbs(heard: &[String]) -> Vec<&str> {
    heard.iter().map(|line| line.split(' ').next().unwrap()).collect()
}

/// mpop 1.4 says `CAPA`, `AUTH`, `STAT`, `LIST`, `UIDL` and `QUIT`, and waits for each: six.
#[tokio::test(start_paused = true)]
async fn a_check_that_finds_nothing_new_takes_four_round_trips() {
    let scene = scene_of(&mailbox(30)).await;
    scene.sync().await.unwrap();
    let (round_trips, heard) = counted(&scene).await;
    assert_eq!(verbs(&heard), ["CAPA", "AUTH", "STAT", "UIDL", "LIST", "QUIT"]);
    assert_eq!(round_trips, 4);
}

/// mpop asks `CAPA` again, and for sizes: seven.
#[tokio::test(start_paused = true)]
async fn a_check_that_finds_nothing_new_takes_six_round_trips_one_command_at_a_time() {
    let scene = scene_of(&mailbox(30)).await;
    scene.server.0.pipelining.set(false);
    scene.sync().await.unwrap();
    let (round_trips, heard) = counted(&scene).await;
    assert_eq!(verbs(&heard), ["CAPA", "AUTH", "CAPA", "STAT", "UIDL", "QUIT"]);
    assert_eq!(round_trips, 6);
}

#[tokio::test(start_paused = true)]
async fn a_few_new_messages_cost_one_round_trip_more() {
    let scene = scene_of(&mailbox(30)).await;
    scene.sync().await.unwrap();
    scene.server.0.messages.replace(mailbox(40));
    assert_eq!(counted(&scene).await.0, 5);
    assert_eq!(scene.stored().await, expected(&mailbox(40)));
}

#[tokio::test(start_paused = true)]
async fn the_first_fifty_rows_of_ten_thousand_messages_take_four_round_trips() {
    let letter = |n| Message::new(&format!("uid{n}"), &format!("Subject: letter {n}\n\nHello.\n"));
    let scene = scene_of(&(1..=10_000).map(letter).collect::<Vec<_>>()).await;
    let (stop, stopped) = futures::channel::oneshot::channel::<()>();
    let (stop, took) = (Cell::new(Some(stop)), Cell::new(0));
    let on_event = |event| {
        if matches!(event, SyncEvent::PagesChanged(_))
            && let Some(stop) = stop.take()
        {
            took.set(scene.server.0.round_trips.get());
            stop.send(()).unwrap();
        }
    };
    let stop = Stop::when(async { stopped.await.unwrap() });
    let run = scene.engine.sync(scene.account, &[], &on_event, stop);
    run.await.unwrap_err();
    assert_eq!(took.get(), 4, "CAPA, AUTH, the lists, the headers");
    assert!(scene.rows().await >= 50);
}

#[tokio::test(start_paused = true)]
async fn gmail_takes_several_commands_at_a_time_from_whoever_has_signed_in() {
    let scene = scene_of(&mailbox(90)).await;
    scene.server.0.capabilities.replace(Vec::new());
    scene.server.0.pipelining.set(false);
    scene.server.0.pipelining_when_signed_in.set(true);
    let (round_trips, heard) = counted(&scene).await;
    assert_eq!(
        verbs(&heard)[..7],
        ["CAPA", "USER", "PASS", "CAPA", "STAT", "UIDL", "LIST"]
    );
    assert_eq!(
        round_trips, 7,
        "all the lists, then all the messages, in one each"
    );
    assert_eq!(scene.stored().await, expected(&mailbox(90)));
}

/// What no id names is there all the same, and its size tells.
#[tokio::test(start_paused = true)]
async fn ids_for_fewer_messages_than_stat_counts_are_not_taken_for_all() {
    let scene = scene_of(&mailbox(3)).await;
    scene.server.0.pipelining.set(false);
    scene.sync().await.unwrap();
    scene.server.0.messages.replace(mailbox(4));
    let lines = ["1 uid1", "2 uid2", "3 uid3"].map(str::to_owned);
    scene.server.0.uidl_lines.replace(Some(lines.to_vec()));
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&mailbox(4)));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_answers_capa_once_is_not_thought_less_of() {
    let scene = scene_of(&mailbox(3)).await;
    scene.server.0.pipelining.set(false);
    scene.server.0.capa_once.set(true);
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("CAPA"), 2);
    assert_eq!(scene.stored().await, expected(&mailbox(3)));
}
