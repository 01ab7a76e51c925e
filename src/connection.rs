//! POP3 over TLS, or through STLS, as one machine without I/O.
