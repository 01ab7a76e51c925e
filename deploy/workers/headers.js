//! The headers that keep a page to what it needs, the same as the bridge's (`server-bridge/src/headers.rs`).
//! One policy for the app, and a far narrower one for the pages that hold mail.

const ALWAYS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
    "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()",
};

const messagePolicy = (images) =>
  `default-src 'none'; img-src ${images}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; ` +
  "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/** What a page may do: `html` is its text, `host` where it was asked for. */
export async function pagePolicy(path, html, host) {
  if (path === "/message.html") return messagePolicy("data: blob:");
  if (path === "/message-remote.html") return messagePolicy("data: blob: https:");
  return appPolicy(host, await hashes(html, "script"), await hashes(html, "style"));
}

/** Adds what is missing, so that no answer goes without. */
export function complete(headers, host) {
  const defaults = { ...ALWAYS, "content-security-policy": appPolicy(host, "", "") };
  for (const [name, value] of Object.entries(defaults)) {
    if (!headers.has(name)) headers.set(name, value);
  }
}

function appPolicy(host, scripts, styles) {
  // Older Safari does not let 'self' stand for ws: and wss:.
  const sockets = /^[a-z0-9.:[\]-]+$/i.test(host ?? "") ? ` ws://${host} wss://${host}` : "";
  return (
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'${scripts}; style-src 'self'${styles}; ` +
    `img-src 'self' blob: data:; font-src 'self'; connect-src 'self'${sockets}; frame-src 'self' blob:; ` +
    "worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
  );
}

/** The hashes of the `element`s without `src`. For the pages of this project, not for hostile ones: what it misses is blocked. */
async function hashes(html, element) {
  const inline = [...html.matchAll(new RegExp(`<${element}(\\s[^>]*)?>(.*?)</${element}[\\s>]`, "gs"))];
  const texts = inline.filter(([, attributes]) => !attributes?.includes("src=")).map(([, , text]) => text);
  const digests = await Promise.all(texts.map((text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
  return digests.map((digest) => ` 'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`).join("");
}
