import { el } from "../dom.js";
import { count, percent } from "../words.js";

/**
 * How far a job is, as a bar with its words.
 *
 * @param {import("../types.js").Job} job
 */
export function progressBar(job) {
  const part = Math.min(1, Math.max(0, job.progress ?? 0));
  return el(
    "div",
    { class: `progress is-${job.status.toLowerCase()}` },
    el(
      "div",
      {
        class: "progress-track",
        role: "progressbar",
        "aria-label": `Progress of ${job.job}`,
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "aria-valuenow": Math.floor(100 * part),
        title: percent(part),
      },
      el("div", { class: "progress-done", style: { "--part": part } }),
    ),
    el("span", { class: "progress-words" }, count(job.epoch), el("span", { class: "quiet" }, ` / ${count(job.epochs)}`)),
  );
}
