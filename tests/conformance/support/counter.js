//! Stands in for Cloudflare's rate limiting binding: so many are let through for each key, and no minute ever passes.

import { WorkerEntrypoint } from "cloudflare:workers";

const opened = new Map();

export class Counter extends WorkerEntrypoint {
  limit({ key }) {
    opened.set(key, (opened.get(key) ?? 0) + 1);
    return { success: opened.get(key) <= Number(this.env.OPENS) };
  }
}

export default {};
