//! The control frames of `restante.tunnel.v1`, its reasons and its close codes.
//! Words only: nothing here sends or decides.

import { Refusal } from "./policy.js";

/** The most bytes in one frame, of either kind and in either direction. */
export const FRAME_MAX = 64 * 1024;
/** Credit is an unsigned number of 64 bits. */
const CREDIT_MAX = 2 ** 64;

export const REFUSED_CODES = {
  "bad-request": 4001,
  "not-allowed": 4002,
  unauthorised: 4003,
  busy: 4004,
  "dns-failed": 4005,
  unreachable: 4006,
  "timed-out": 4007,
};
export const CLOSED_CODES = { eof: 1000, misuse: 1002, reset: 4011, idle: 4012, limit: 4013 };

/** What a browser says first; throws a `Refusal` for anything else. */
export function firstFrame(text) {
  const frame = parsed(text, ["connect", "token"]);
  const place = frame?.connect;
  const isPlace =
    hasOnly(place, ["host", "port"]) && typeof place.host === "string" && isCount(place.port, 65535) && typeof (frame.token ?? "") === "string";
  if (!isPlace) throw new Refusal("bad-request");
  return frame;
}

/** The credit that `text` grants, if it is such a frame. */
export function grant(text) {
  const credit = parsed(text, ["credit"])?.credit;
  return isCount(credit, CREDIT_MAX) ? credit : undefined;
}

function parsed(text, fields) {
  if (typeof text !== "string" || text.length > FRAME_MAX) return undefined;
  try {
    const frame = JSON.parse(text);
    return hasOnly(frame, fields) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function hasOnly(value, fields) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).every((field) => fields.includes(field));
}

function isCount(value, most) {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
