import { el } from "../../dom.js";
import { handoverWords } from "./marks.js";

/** A handover this near to the cursor, as a part of what is shown, is told in words. */
const NEAR = 0.012;

/** Charts over the same epochs: one cursor, one part shown, one line that says what is there. */
export class ChartGroup {
  /** @type {number | null} */
  cursor = null;
  readout = el("p", { class: "readout", "aria-live": "off" });
  #whole = el("button", { type: "button", class: "button is-small", hidden: true, onclick: () => this.zoomOut() }, "Show all epochs");
  #charts = [];
  #handovers = [];
  #checkpoints = [];
  #shown = null;
  #last = 1;

  get controls() {
    return el("div", { class: "chart-controls" }, this.readout, this.#whole);
  }

  /** @param {import("./chart.js").Chart} chart */
  add(chart) {
    this.#charts.push(chart);
  }

  /**
   * What the line in words can tell; the charts are shown after it.
   *
   * @param {{last: number, handovers: import("./marks.js").Handover[], checkpoints: {position: number, sequence: number}[]}} content `last`: the last epoch of the axis
   */
  know({ last, handovers, checkpoints }) {
    this.#last = Math.max(1, last);
    this.#handovers = handovers;
    this.#checkpoints = checkpoints;
    this.#say();
  }

  /** The epochs that are shown. */
  range() {
    return this.#shown ?? { least: 0, most: this.#last };
  }

  /** @param {number | null} at @param {boolean} isSpoken whether a screen reader shall hear where it is */
  point(at, isSpoken) {
    const { least, most } = this.range();
    this.cursor = at === null ? null : Math.min(most, Math.max(least, at));
    this.#charts.forEach((chart) => chart.pointAt(this.cursor));
    this.readout.setAttribute("aria-live", isSpoken ? "polite" : "off");
    this.#say();
  }

  /** @param {number} from @param {number} to */
  zoom(from, to) {
    const least = Math.max(0, Math.min(from, to));
    const most = Math.min(this.#last, Math.max(from, to));
    if (most - least >= Math.max(0.5, 0.01 * this.#last)) {
      this.#show({ least, most });
    }
  }

  zoomOut() {
    this.#show(null);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (steps !== undefined) {
      event.preventDefault();
      const epochs = [...new Set(this.#charts.flatMap((chart) => chart.positions()))];
      const newest = epochs.length > 0 ? Math.max(...epochs) : 0;
      this.point(this.cursor === null ? newest : Math.round(this.cursor) + steps, true);
    } else if (event.key === "Escape") {
      this.point(null, false);
      this.zoomOut();
    }
  }

  #show(range) {
    this.#shown = range;
    this.#whole.hidden = range === null;
    this.#charts.forEach((chart) => chart.draw());
  }

  #say() {
    this.readout.textContent = this.cursor === null ? this.#atRest() : this.#at(this.cursor);
  }

  #atRest() {
    return "Point at a curve for its values; drag across it to see a part.";
  }

  #at(epoch) {
    const { least, most } = this.range();
    const near = NEAR * (most - least);
    const parts = [`Epoch ${epoch.toFixed(1)}`];
    const checkpoint = nearest(this.#checkpoints, epoch);
    if (checkpoint && Math.abs(checkpoint.position - epoch) <= Math.max(near, 0.5)) {
      parts.push(`checkpoint ${checkpoint.sequence}`);
    }
    const handover = nearest(this.#handovers, epoch);
    if (handover && Math.abs(handover.position - epoch) <= near) {
      parts.push(handoverWords(handover));
    }
    return parts.join(" · ");
  }
}

function nearest(places, epoch) {
  return places.reduce(
    (best, place) => (best === null || Math.abs(place.position - epoch) < Math.abs(best.position - epoch) ? place : best),
    null,
  );
}
