//! One plain request through a proxy, with every header and byte as it came.

import { request as plain } from "node:http";
import { request as secure } from "node:https";

/** Asks a site (see `startProxy`), or a bridge by itself, for `path`. */
export function ask(site, path, headers = {}) {
  const url = new URL(path, site.address ?? site.url);
  const request = url.protocol === "https:" ? secure : plain;
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, ca: site.ca, servername: site.name, headers: { ...(site.host ? { host: site.host } : {}), ...headers } }, async (response) => {
      const pieces = [];
      for await (const piece of response) pieces.push(piece);
      resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(pieces) });
    });
    asked.on("error", reject).end();
  });
}
