import { DataTable } from "../../components/data-table.js";
import { Timeline } from "../../components/timeline.js";
import { el } from "../../dom.js";
import { NONE, clock, count, duration, position } from "../../words.js";
import { workerLink } from "../links.js";

/** Who trained it and when: bars by worker, and the same in a table. */
export class JobAttempts {
  element;
  #timeline = new Timeline();
  #words = el("p", { class: "quiet" });
  /** @type {DataTable<import("../../types.js").Attempt>} */
  #table = new DataTable({
    caption: "Attempts, newest first",
    className: "attempts",
    key: (attempt) => attempt.attemptId,
    empty: "No worker has begun it yet.",
    columns: [
      { label: "Worker", isHead: true, cell: ({ worker }) => workerLink(worker) },
      { label: "Started", isNumber: true, cell: ({ startedAt }) => clock(startedAt) },
      { label: "Lasted", isNumber: true, cell: (attempt) => duration(lasted(attempt)) },
      { label: "From", cell: ({ fromEpoch, fromStep }) => position(fromEpoch, fromStep) },
      { label: "To", cell: ({ toEpoch, toStep }) => (toEpoch === null ? NONE : position(toEpoch, toStep ?? 0)) },
      { label: "Ended", className: "ended", cell: endWords },
      { label: "Takeover", isNumber: true, cell: ({ takeoverMillis }) => (takeoverMillis === null ? NONE : `${count(takeoverMillis)} ms`) },
      { label: "Token", isNumber: true, className: "minor", cell: ({ token }) => token },
      { label: "Numerics", className: "minor", cell: ({ numerics }) => el("code", {}, numerics ?? NONE) },
    ],
  });

  constructor() {
    this.element = el(
      "section",
      { class: "panel", "aria-labelledby": "attempts-title" },
      el("div", { class: "panel-head" }, el("h2", { id: "attempts-title" }, "Attempts"), this.#words),
      this.#timeline.element,
      el("details", { class: "more-table" }, el("summary", {}, "In a table"), el("div", { class: "table-frame" }, this.#table.element)),
    );
  }

  /** @param {{attempts: import("../../types.js").Attempt[]}} answer */
  show({ attempts }) {
    const workers = new Set(attempts.map(({ worker }) => worker)).size;
    this.#words.textContent = attempts.length === 0 ? "None yet." : `${count(attempts.length)} on ${count(workers)} ${workers === 1 ? "worker" : "workers"}`;
    this.#timeline.show(attempts);
    this.#table.show([...attempts].reverse());
  }

  fail(failure) {
    this.#words.textContent = failure.message;
  }
}

/** @param {import("../../types.js").Attempt} attempt */
function lasted({ startedAt, endedAt }) {
  return (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt);
}

/** @param {import("../../types.js").Attempt} attempt */
function endWords({ end, detail }) {
  return [el("span", { class: `end is-${end.replaceAll(" ", "-")}` }, end), detail ? el("span", { class: "under", title: detail }, detail) : null];
}
