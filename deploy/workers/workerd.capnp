# Runs the worker without Cloudflare: `workerd serve workerd.capnp` reaches the public internet,
# `workerd serve workerd.capnp around` this machine and its networks too, for trying and testing.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "tunnel", worker = .tunnel),
    (name = "internet", network = (allow = ["public"])),
  ],
  sockets = [.socket],
);

const around :Workerd.Config = (
  services = [
    (name = "tunnel", worker = .tunnel),
    # Where clouds hand out credentials is never a mail server.
    (name = "internet", network = (allow = ["public", "private"], deny = ["169.254.169.254/32"])),
  ],
  sockets = [.socket],
);

const socket :Workerd.Socket = (name = "http", address = "127.0.0.1:8025", http = (), service = "tunnel");

const modules :List(Workerd.Worker.Module) = [
  (name = "worker.js", esModule = embed "worker.js"),
  (name = "flow.js", esModule = embed "flow.js"),
  (name = "frame.js", esModule = embed "frame.js"),
  (name = "headers.js", esModule = embed "headers.js"),
  (name = "policy.js", esModule = embed "policy.js"),
  (name = "tunnel.js", esModule = embed "tunnel.js"),
];

const tunnel :Workerd.Worker = (
  modules = .modules,
  compatibilityDate = "2026-01-01",
  # What is not in the environment is unset, as a binding that was not made.
  bindings = [
    (name = "RESTANTE_ALLOW_HOST", fromEnvironment = "RESTANTE_ALLOW_HOST"),
    (name = "RESTANTE_ALLOW_PORT", fromEnvironment = "RESTANTE_ALLOW_PORT"),
    (name = "RESTANTE_ALLOW_PRIVATE", fromEnvironment = "RESTANTE_ALLOW_PRIVATE"),
    (name = "RESTANTE_ALLOW_ORIGIN", fromEnvironment = "RESTANTE_ALLOW_ORIGIN"),
    (name = "RESTANTE_ACCESS_TOKEN", fromEnvironment = "RESTANTE_ACCESS_TOKEN"),
    (name = "RESTANTE_CONNECT_TIMEOUT", fromEnvironment = "RESTANTE_CONNECT_TIMEOUT"),
    (name = "RESTANTE_FIRST_FRAME_TIMEOUT", fromEnvironment = "RESTANTE_FIRST_FRAME_TIMEOUT"),
    (name = "RESTANTE_IDLE_TIMEOUT", fromEnvironment = "RESTANTE_IDLE_TIMEOUT"),
    (name = "RESTANTE_MAX_LIFETIME", fromEnvironment = "RESTANTE_MAX_LIFETIME"),
    (name = "RESTANTE_MAX_BYTES_PER_TUNNEL", fromEnvironment = "RESTANTE_MAX_BYTES_PER_TUNNEL"),
  ],
);
