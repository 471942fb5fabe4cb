import { el, svg } from "../dom.js";
import { clock, duration, position } from "../words.js";
import { linear } from "./chart/scale.js";

const ROW = 24;
const AXIS = 22;
const LEAST_WIDTH = 3;
/** Distances of two lines in time: from a second to a year. */
const STEPS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 7_776_000, 31_536_000].map((s) => 1000 * s);

/** @typedef {import("../types.js").Attempt} Attempt */

/** Attempts as bars, a row for each worker: when one fell, who went on, and how soon. */
export class Timeline {
  element;
  #drawing = svg("svg", { class: "timeline", role: "img" });
  #attempts = /** @type {Attempt[]} */ ([]);
  #width = 0;

  constructor() {
    this.element = el("div", { class: "timeline-frame" }, this.#drawing);
    new ResizeObserver(([entry]) => {
      this.#width = Math.floor(entry.contentRect.width);
      this.#draw();
    }).observe(this.element);
  }

  /** @param {Attempt[]} attempts oldest first */
  show(attempts) {
    this.#attempts = attempts;
    this.element.hidden = attempts.length === 0;
    this.#draw();
  }

  #draw() {
    if (this.#width === 0 || this.#attempts.length === 0) {
      return;
    }
    const workers = [...new Set(this.#attempts.map(({ worker }) => worker))];
    const left = Math.min(160, Math.max(64, 8 * Math.max(...workers.map((name) => name.length)) + 10), this.#width * 0.35);
    const height = workers.length * ROW + AXIS;
    const from = Math.min(...this.#attempts.map(({ startedAt }) => Date.parse(startedAt)));
    const to = Math.max(from + 1000, ...this.#attempts.map(endOf));
    const x = linear(from, to, left, this.#width - 8);
    this.#drawing.setAttribute("width", String(this.#width));
    this.#drawing.setAttribute("height", String(height));
    this.#drawing.setAttribute("aria-label", `${this.#attempts.length} attempts on ${workers.length} workers, from ${clock(new Date(from).toISOString())} to ${clock(new Date(to).toISOString())}. The table below says the same.`);
    this.#drawing.replaceChildren(
      ...workers.map((worker, row) => svg("text", { class: "row-word", x: 0, y: row * ROW + 16 }, shortened(worker, left))),
      ...this.#times(x, height),
      ...this.#attempts.map((attempt) => bar(attempt, x, workers.indexOf(attempt.worker) * ROW)),
    );
  }

  #times(x, height) {
    const step = STEPS.find((millis) => (x.most - x.least) / millis <= Math.max(2, this.#width / 130)) ?? STEPS[STEPS.length - 1];
    const lines = [];
    const offset = new Date().getTimezoneOffset() * 60_000;
    for (let at = Math.ceil((x.least - offset) / step) * step + offset; at <= x.most; at += step) {
      const pixels = x.toPixels(at);
      const isCut = pixels > this.#width - 40;
      lines.push(
        svg("line", { class: "time-line", x1: pixels, x2: pixels, y1: 0, y2: height - AXIS + 4 }),
        !isCut && svg("text", { class: "tick-word", x: pixels, y: height - 5, "text-anchor": "middle" }, timeWords(at, step)),
      );
    }
    return lines.filter(Boolean);
  }
}

function bar(attempt, x, top) {
  const from = x.toPixels(Date.parse(attempt.startedAt));
  const width = Math.max(LEAST_WIDTH, x.toPixels(endOf(attempt)) - from);
  const look = attempt.end.replaceAll(" ", "-");
  return svg(
    "g",
    { class: `attempt is-${look}`, "data-end": attempt.end, "data-worker": attempt.worker },
    svg("title", {}, words(attempt)),
    svg("rect", { x: from, y: top + 4, width, height: ROW - 8, rx: 2 }),
    width > 60 && svg("text", { x: from + 6, y: top + 16 }, attempt.end),
  );
}

function words(attempt) {
  const from = position(attempt.fromEpoch, attempt.fromStep);
  const to = attempt.toEpoch === null ? "" : ` to ${position(attempt.toEpoch, attempt.toStep)}`;
  return `${attempt.worker}: ${attempt.end}, from ${from}${to}, ${clock(attempt.startedAt)}, ${duration(endOf(attempt) - Date.parse(attempt.startedAt))}`;
}

function endOf({ endedAt }) {
  return endedAt ? Date.parse(endedAt) : Date.now();
}

function timeWords(at, step) {
  const iso = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString();
  return step >= 86_400_000 ? iso.slice(5, 10) : step < 60_000 ? iso.slice(11, 19) : iso.slice(11, 16);
}

/** Names of machines differ at both ends. */
function shortened(name, width) {
  const most = Math.floor((width - 8) / 7);
  const head = Math.ceil(most / 2);
  return name.length <= most ? name : `${name.slice(0, head)}…${name.slice(head + 1 - most)}`;
}
