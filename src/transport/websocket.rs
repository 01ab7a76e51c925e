//! Streams through the bridge, from inside a browser worker.
