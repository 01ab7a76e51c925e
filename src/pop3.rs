//! POP3 (RFC 1939 and its extensions) as a machine without I/O.
