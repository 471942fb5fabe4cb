import { el, svg } from "../dom.js";
import { words } from "../words.js";

/** A state's sign beside its word, so that nobody has to tell colours apart. */
const SIGNS = {
  queued: "M8 4.2v4.1l2.6 1.6",
  running: "M6.2 5v6l4.8-3z",
  paused: "M6.2 5.2v5.6M9.8 5.2v5.6",
  finished: "M5 8.3l2.1 2.1L11.2 6",
  failed: "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8",
  cancelled: "M5 8h6",
};

/** Which of the signs and colours above stand for a worker's state. */
const OF_WORKER = {
  busy: "running",
  idle: "queued",
  starting: "queued",
  leaving: "paused",
  waiting_for_store: "paused",
  silent: "failed",
};

/** A job's status. @param {string} status as in messages: `RUNNING` */
export function statusChip(status) {
  return chip(status.toLowerCase(), words(status));
}

/** A worker's state. @param {string} state as in messages: `BUSY` */
export function workerChip(state) {
  return chip(OF_WORKER[state.toLowerCase()] ?? "queued", words(state));
}

function chip(look, word) {
  return el("span", { class: `chip is-${look}` }, sign(look), word);
}

function sign(look) {
  return svg(
    "svg",
    { class: "sign", viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" },
    svg("circle", { cx: 8, cy: 8, r: 6.6 }),
    svg("path", { d: SIGNS[look] ?? SIGNS.queued }),
  );
}
