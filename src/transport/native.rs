//! Streams without a browser: straight over TCP, or through a bridge.
