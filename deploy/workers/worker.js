//! The second implementation of `restante.tunnel.v1`, for Cloudflare Workers: the door. Origin, subprotocol and the
//! shape of the request are settled here, before there is a WebSocket. The contract is `server-bridge/README.md`.

import { complete, pagePolicy } from "./headers.js";
import { Policy } from "./policy.js";
import { Tunnel } from "./tunnel.js";

const SUBPROTOCOL = "restante.tunnel.v1";
/** Trunk writes a file's hash into its name: `restante-ui-0123456789abcdef_bg.wasm`. */
const HASHED = /-[0-9a-f]{12,16}(_bg)?\.[^/]*$/;

export default {
  /** Everything that is asked of this worker. */
  async fetch(request, bindings, context) {
    const answer = await answerTo(request, bindings, context);
    if (answer.webSocket) return answer;
    const headers = new Headers(answer.headers);
    complete(headers, request.headers.get("host"));
    return new Response(answer.body, { status: answer.status, headers });
  },
};

async function answerTo(request, bindings, context) {
  let policy;
  try {
    policy = new Policy(bindings);
  } catch (error) {
    console.error(error.message);
    return says(500, "this bridge is set up wrongly; its log says how");
  }
  const { pathname } = new URL(request.url);
  switch (pathname) {
    case "/bridge":
      return open(request, policy, bindings, context);
    case "/config.json":
      return Response.json(
        { bridge: "bridge", token_required: policy.tokenRequired, demo: null },
        { headers: { "cache-control": "no-cache" } },
      );
    case "/healthz":
      return says(200, "ok");
    default:
      return asset(pathname === "/" ? "/index.html" : pathname, request, bindings);
  }
}

function open(request, policy, bindings, context) {
  const header = (name) => request.headers.get(name);
  if (header("upgrade")?.toLowerCase() !== "websocket") {
    return says(426, "this is the WebSocket end of the tunnel");
  }
  if (!policy.admitsOrigin(header("origin"), header("host"))) return says(403, "this origin may not open tunnels");
  const offered = (header("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  if (!offered.includes(SUBPROTOCOL)) return says(400, "the subprotocol is restante.tunnel.v1");

  const [theirs, ours] = Object.values(new WebSocketPair());
  const client = header("cf-connecting-ip") ?? "";
  const tunnel = new Tunnel(ours, policy, async () => (await bindings.RESTANTE_OPENS?.limit({ key: client }))?.success ?? true);
  // What the browser said last is still to be delivered once it has gone.
  context.waitUntil(tunnel.run());
  return new Response(null, { status: 101, webSocket: theirs, headers: { "sec-websocket-protocol": SUBPROTOCOL } });
}

/** A file of the app. */
async function asset(path, request, bindings) {
  const isPage = path.endsWith(".html");
  // A page's policy is made from its text, so that text is always asked for.
  const asked = { method: request.method, headers: isPage ? {} : request.headers };
  const found = await bindings.ASSETS?.fetch(new Request(new URL(path, request.url), asked));
  if (!found || found.status === 404) return says(404, "there is no such page");
  const headers = new Headers(found.headers);
  headers.set("cache-control", HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
  if (!isPage) return new Response(found.body, { status: found.status, headers });
  const html = await found.text();
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-security-policy", await pagePolicy(path, html, request.headers.get("host")));
  return new Response(html, { status: found.status, headers });
}

function says(status, sentence) {
  return new Response(`${sentence}\n`, { status, headers: { "cache-control": "no-store" } });
}
