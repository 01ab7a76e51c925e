//! Places for connections that are no tunnels, shared so that nobody can take them all: whoever has none yet gets one
//! as long as one is free, and whoever has many gets no more than are left for everybody else.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::limits::Client;

/// Who has how many connections.
#[derive(Debug, Default)]
pub struct Connections {
    held: Mutex<HashMap<Client, usize>>,
}

/// One connection of one client; dropping it gives the place back.
#[derive(Debug)]
pub struct Place {
    connections: Arc<Connections>,
    client: Client,
}

impl Connections {
    /// A place for `client`, unless it has more already than are `free` for all.
    #[must_use]
    pub fn admit(self: &Arc<Self>, client: Client, free: usize) -> Option<Place> {
        let mut held = self.held();
        let own = held.entry(client).or_default();
        if *own > free {
            return None;
        }
        *own += 1;
        Some(Place {
            connections: Arc::clone(self),
            client,
        })
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Client, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Entry::Occupied(mut own) = self.connections.held().entry(self.client) {
            *own.get_mut() -= 1;
            if *own.get() == 0 {
                own.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: usize = 1000;

    /// Takes as many as the client gets, of so many that are left.
    fn crowd(connections: &Arc<Connections>, client: u8, left: &mut usize) -> Vec<Place> {
        let client = Client::new([192, 0, 2, client].into());
        let mut places = Vec::new();
        while *left > 0 {
            let Some(place) = connections.admit(client, *left - 1) else {
                break;
            };
            *left -= 1;
            places.push(place);
        }
        places
    }

    #[test]
    fn one_client_gets_half_and_the_next_still_gets_some() {
        let (connections, mut left) = (Arc::default(), PLACES);
        let greedy = crowd(&connections, 1, &mut left);
        assert_eq!(greedy.len(), PLACES / 2);
        let next = crowd(&connections, 2, &mut left);
        assert_eq!(next.len(), PLACES / 4);
        let crowds: Vec<_> = (3..9)
            .map(|client| crowd(&connections, client, &mut left))
            .collect();
        assert!(crowds.iter().all(|places| !places.is_empty()));
    }

    #[test]
    fn what_is_given_back_can_be_had_again_and_nobody_is_remembered() {
        let (connections, mut left) = (Arc::default(), PLACES);
        drop(crowd(&connections, 1, &mut left));
        assert!(connections.held().is_empty());
        left = PLACES;
        assert_eq!(crowd(&connections, 1, &mut left).len(), PLACES / 2);
    }
}
