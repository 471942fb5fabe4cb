import { el, svg } from "../../dom.js";
import { plural } from "../../words.js";

/**
 * The signs of handovers, ten pixels wide around their middle. Each kind has a shape of its own, and
 * its word in the legend.
 */
const SHAPES = {
  killed: "M-4-4L4 4M4-4L-4 4",
  hung: "M-4-4H4V4H-4Z",
  lost: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
  drained: "M-4.5-3.5H4.5L0 4Z",
  paused: "M-2.5-4V4M2.5-4V4",
  yielded: "M0-4.8L4.8 0L0 4.8L-4.8 0Z",
  resumed: "M-3-4.5L4.5 0L-3 4.5Z",
  reopened: "M-4.5 0H4.5M0-4.5V4.5",
  rewound: "M3-4.5L-4.5 0L3 4.5Z",
  "gave up": "M-4-4H4V4H-4ZM-4-4L4 4",
  "passed on": "M-4 0H4M1-3L4 0L1 3",
};

/** @typedef {import("../../types.js").Handover} Handover */

/**
 * A line across the plot and a sign above it.
 *
 * @param {Handover} handover @param {number} x @param {number} top of the lane of signs @param {number} bottom of the plot
 */
export function handoverMark(handover, x, top, bottom) {
  return svg(
    "g",
    { class: `handover ${look(handover)}`, "data-kind": handover.kind, transform: `translate(${x.toFixed(1)} 0)` },
    svg("title", {}, handoverWords(handover)),
    svg("line", { x1: 0, x2: 0, y1: top + 14, y2: bottom }),
    svg("path", { class: "handover-sign", d: SHAPES[handover.kind] ?? SHAPES.lost, transform: `translate(0 ${top + 7})` }),
  );
}

function look({ kind }) {
  return `is-${kind.replaceAll(" ", "-")}`;
}

/** `killed at epoch 41.3: worker-1 to worker-2`. @param {Handover} handover */
export function handoverWords({ kind, position, fromWorker, toWorker }) {
  const workers = [fromWorker, toWorker].filter(Boolean).join(" to ");
  return `${kind} at epoch ${position.toFixed(1)}${workers ? `: ${workers}` : ""}`;
}

/**
 * What the signs mean and how many there are.
 *
 * @param {Handover[]} handovers @param {number} checkpoints
 */
export function markLegend(handovers, checkpoints) {
  const counts = new Map();
  handovers.forEach(({ kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  return el(
    "ul",
    { class: "mark-legend" },
    [...counts].map(([kind, amount]) =>
      el(
        "li",
        {},
        svg(
          "svg",
          { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true", class: `handover ${look({ kind })}` },
          svg("path", { class: "handover-sign", d: SHAPES[kind] ?? SHAPES.lost }),
        ),
        `${kind} ${amount}`,
      ),
    ),
    checkpoints > 0 &&
      el(
        "li",
        {},
        svg(
          "svg",
          { viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true", class: "checkpoints" },
          svg("path", { d: "M-4-3V3M0-3V3M4-3V3" }),
        ),
        plural(checkpoints, "checkpoint"),
      ),
  );
}
