//! TLS as a machine: bytes in, bytes out.
