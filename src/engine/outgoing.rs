//! The log of connections: which server was connected to, what for, how much went over it, how it ended. It must not keep
//! anything of what went over it; `transcript` keeps what was said.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::Engine;
use crate::clock::Clock;
use crate::store::{Connection, Store};
use crate::transport::Dial;
use crate::units::Octets;
use crate::wire::{Errand, FaultKind, OutgoingEnd, OutgoingView};

/// So many connections are remembered, the newest.
const KEPT: usize = 500;

/// The connections of this engine, oldest first.
#[derive(Debug, Default)]
pub(super) struct Log(RefCell<VecDeque<Rc<RefCell<OutgoingView>>>>);

/// One connection in the log. It is over when this goes.
#[derive(Debug)]
pub(super) struct Outgoing(Rc<RefCell<OutgoingView>>);

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// What this engine has connected to, newest first. It goes when the engine does.
    pub fn outgoing(&self) -> Vec<OutgoingView> {
        let kept = self.outgoing.0.borrow();
        kept.iter().rev().map(|line| line.borrow().clone()).collect()
    }

    /// A connection is about to be asked for.
    pub(super) fn log(&self, server: &Connection, errand: Errand) -> Outgoing {
        let line = Rc::new(RefCell::new(OutgoingView {
            begun_at: self.clock.now(),
            host: server.host.clone(),
            port: server.port,
            errand,
            bytes_in: Octets(0),
            bytes_out: Octets(0),
            end: OutgoingEnd::Open,
        }));
        let mut kept = self.outgoing.0.borrow_mut();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Rc::clone(&line));
        Outgoing(line)
    }
}

impl Outgoing {
    pub(super) fn errand(&self) -> Errand {
        self.0.borrow().errand
    }

    pub(super) fn came(&self, octets: usize) {
        self.0.borrow_mut().bytes_in.0 += octets as u64;
    }

    pub(super) fn went(&self, octets: usize) {
        self.0.borrow_mut().bytes_out.0 += octets as u64;
    }

    /// It was never made, or broke. What broke it first counts.
    pub(super) fn failed(&self, kind: FaultKind) {
        self.end(OutgoingEnd::Failed(kind));
    }

    fn end(&self, end: OutgoingEnd) {
        let mut line = self.0.borrow_mut();
        if line.end == OutgoingEnd::Open {
            line.end = end;
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.end(OutgoingEnd::Closed);
    }
}
