# The shipped worker among stand-ins for what it has around it on Cloudflare.

using Workerd = import "/workerd/workerd.capnp";
using Shipped = import "../../deploy/workers/workerd.capnp";

# Whatever is dialled leads to one server, so that port 995 is reached without the right to listen there.
const detour :Workerd.Config = (
  services = [
    (name = "tunnel", worker = Shipped.tunnel),
    (name = "internet", external = (address = "127.0.0.1:1", tcp = ())),
  ],
  sockets = [Shipped.socket],
);

# Opens are counted, as by the rate limiting of the platform.
const counted :Workerd.Config = (
  services = [
    (name = "tunnel", worker = .countedTunnel),
    (name = "counter", worker = (
      modules = [(name = "counter.js", esModule = embed "support/counter.js")],
      compatibilityDate = "2026-01-01",
      bindings = [(name = "OPENS", fromEnvironment = "RESTANTE_MAX_OPENS_PER_MINUTE")],
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [Shipped.socket],
);

# The app comes from a folder, as from the platform's own store of files.
const served :Workerd.Config = (
  services = [
    (name = "tunnel", worker = .servedTunnel),
    (name = "files", disk = "nowhere"),
    (name = "internet", network = (allow = ["public"])),
  ],
  sockets = [Shipped.socket],
);

const servedTunnel :Workerd.Worker = (
  modules = Shipped.modules,
  compatibilityDate = "2026-01-01",
  bindings = [
    (name = "RESTANTE_ACCESS_TOKEN", fromEnvironment = "RESTANTE_ACCESS_TOKEN"),
    (name = "ASSETS", service = "files"),
  ],
);

const countedTunnel :Workerd.Worker = (
  modules = Shipped.modules,
  compatibilityDate = "2026-01-01",
  bindings = [
    (name = "RESTANTE_ALLOW_PORT", fromEnvironment = "RESTANTE_ALLOW_PORT"),
    (name = "RESTANTE_ALLOW_PRIVATE", fromEnvironment = "RESTANTE_ALLOW_PRIVATE"),
    (name = "RESTANTE_OPENS", service = (name = "counter", entrypoint = "Counter")),
  ],
);
