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
