//! Which address is tried when, and that a dead one does not stand in the way of a living one.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use super::*;
use crate::config::Destinations;

fn sockets(texts: &[&str]) -> Vec<SocketAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn families_take_turns_beginning_with_the_preferred() {
    let given = sockets(&["[2606::1]:1", "[2606::2]:1", "[2606::3]:1", "1.0.0.1:1"]);
    let turns = sockets(&["[2606::1]:1", "1.0.0.1:1", "[2606::2]:1", "[2606::3]:1"]);
    assert_eq!(take_turns(given), turns);
    let given = sockets(&["1.0.0.1:1", "[2606::1]:1", "[2606::2]:1"]);
    assert_eq!(take_turns(given.clone()), given);
}

#[test]
fn a_name_with_a_hundred_addresses_is_not_tried_a_hundred_times() {
    let many = (0..100)
        .map(|n| SocketAddr::new(Ipv4Addr::new(1, 1, 1, n).into(), 1))
        .collect();
    assert_eq!(take_turns(many).len(), MOST_ADDRESSES);
}

#[tokio::test]
async fn an_address_that_refuses_is_followed_by_the_next() {
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let open = listener.local_addr().unwrap();
    let stream = connect(&[closed, closed, open]).await.unwrap();
    assert_eq!(stream.peer_addr().unwrap(), open);
}

#[tokio::test]
async fn nothing_to_connect_to_is_unreachable() {
    assert!(connect(&[]).await.is_err());
}

#[tokio::test]
async fn a_public_looking_name_for_loopback_is_not_dialled() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let policy = Policy::new(
        Destinations {
            ports: vec![port],
            ..Destinations::default()
        },
        None,
    );
    let route = Route::Name("localhost".to_owned());
    let refused = dial(&policy, &route, port, Duration::from_secs(10)).await;
    assert_eq!(refused.unwrap_err(), Refusal::NotAllowed(Forbidden::Address));
}

/// Where the cloud keeps its secrets: off limits even with `--allow-private`.
const METADATA: &str = "169.254.169.254";

/// Dials a name on the port of `listener`, in a network where this machine may be reached. The resolver has these
/// answers, one after the other.
async fn dial_a_name(answers: &[&[&str]], listener: &TcpListener) -> (Result<TcpStream, Refusal>, usize) {
    let port = listener.local_addr().unwrap().port();
    let destinations = Destinations {
        ports: vec![port],
        private: true,
        ..Destinations::default()
    };
    let policy = Policy::new(destinations, None);
    let route = Route::Name("pop.example.org".to_owned());
    let mut asked = 0;
    let resolver = async |_: &str, _: u16| {
        let answer = answers[asked % answers.len()];
        asked += 1;
        Ok(answer.iter().map(|text| text.parse().unwrap()).collect())
    };
    let dialled = dial_as_resolved(&policy, &route, port, Duration::from_secs(10), resolver).await;
    (dialled, asked)
}

#[tokio::test]
async fn a_name_that_answers_otherwise_the_second_time_is_dialled_where_it_was_judged() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let (dialled, asked) = dial_a_name(&[&["127.0.0.1"], &[METADATA]], &listener).await;
    assert_eq!(
        dialled.unwrap().peer_addr().unwrap(),
        listener.local_addr().unwrap()
    );
    assert_eq!(asked, 1);
    let (dialled, asked) = dial_a_name(&[&[METADATA], &["127.0.0.1"]], &listener).await;
    assert_eq!(dialled.unwrap_err(), Refusal::NotAllowed(Forbidden::Address));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn of_a_name_with_good_and_bad_addresses_only_the_good_are_dialled() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let mix: &[&str] = &[METADATA, "224.0.0.1", "127.0.0.1", "::ffff:169.254.169.254"];
    let (dialled, _) = dial_a_name(&[mix], &listener).await;
    assert_eq!(
        dialled.unwrap().peer_addr().unwrap(),
        listener.local_addr().unwrap()
    );
}
