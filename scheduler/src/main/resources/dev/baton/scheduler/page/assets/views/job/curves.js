import { Chart } from "../../components/chart/chart.js";
import { ChartGroup } from "../../components/chart/group.js";
import { markLegend } from "../../components/chart/marks.js";
import { el } from "../../dom.js";

/** Loss, learning rate and mAP over the epochs, with every handover and every checkpoint. */
export class JobCurves {
  element;
  #group = new ChartGroup();
  #charts = {
    loss: new Chart(this.#group, "Loss"),
    rate: new Chart(this.#group, "Learning rate", { isFromZero: true }),
    metric: new Chart(this.#group, "mAP", { isFromZero: true }),
  };
  #legend = el("div");
  #empty = el("p", { class: "quiet" }, "No epoch is done yet. Curves begin with the first one.");
  /** @type {import("../../types.js").Curves} */
  #curves = { columns: [], epochs: [], handovers: [], checkpoints: [] };
  #epochsAsked = 1;
  /** @type {import("../../types.js").Step | null} */
  #step = null;

  constructor() {
    this.element = el(
      "section",
      { class: "panel curves", "aria-labelledby": "curves-title" },
      el("div", { class: "panel-head" }, el("h2", { id: "curves-title" }, "Curves"), this.#legend),
      this.#empty,
      this.#group.controls,
      Object.values(this.#charts).map((chart) => chart.element),
    );
  }

  /** @param {import("../../types.js").Curves} curves @param {import("../../types.js").Job} job */
  show(curves, job) {
    this.#curves = curves;
    this.#epochsAsked = job.epochs;
    this.#legend.replaceChildren(markLegend(curves.handovers, curves.checkpoints.length));
    this.#draw();
  }

  /** Where the running epoch stands. @param {import("../../types.js").Step | null} step null when it runs no more */
  showStep(step) {
    this.#step = step;
    this.#draw();
  }

  fail(failure) {
    this.#empty.textContent = failure.message;
    this.#empty.hidden = false;
  }

  #draw() {
    const { columns, epochs, handovers, checkpoints } = this.#curves;
    const isEmpty = epochs.length === 0 && this.#step === null;
    this.#empty.hidden = !isEmpty;
    // The last epoch stands where the curve ends, not where the job shall: else its first tenth would be a sliver.
    const newest = Math.max(epochs.at(-1)?.epoch ?? 0, this.#livePosition() ?? 0, ...handovers.map(({ position }) => position));
    this.#group.know({ last: Math.min(this.#epochsAsked, Math.max(1, Math.ceil(newest))), handovers, checkpoints });
    for (const [kind, chart] of Object.entries(this.#charts)) {
      chart.show({
        series: columns.filter((column) => kindOf(column) === kind).map((column) => this.#series(column)),
        handovers,
        checkpoints: checkpoints.map(({ position }) => position),
      });
    }
  }

  /** @returns {import("../../components/chart/chart.js").Series} */
  #series(column) {
    const points = /** @type {[number, number][]} */ (this.#curves.epochs
      .filter(({ metrics }) => Number.isFinite(metrics[column]))
      .map(({ epoch, metrics }) => [epoch, metrics[column]]));
    return { name: column, label: labelOf(column), points, live: this.#live(column), ...lookOf(column) };
  }

  /** @returns {[number, number] | null} */
  #live(column) {
    const value = this.#step?.losses?.[lossOf(column)];
    return value !== undefined && Number.isFinite(value) ? [this.#livePosition() ?? 0, value] : null;
  }

  #livePosition() {
    const step = this.#step;
    return step === null ? null : step.epoch + (step.stepsPerEpoch ? step.step / step.stepsPerEpoch : 0);
  }
}

/** Every column is in one of the charts. */
export function kindOf(column) {
  if (/loss/i.test(column)) {
    return "loss";
  }
  return /(^|\/)lr/i.test(column) ? "rate" : "metric";
}

/** `val box` of `val/box_loss`, `mAP50:95` of `metrics/mAP_0.5:0.95`. @param {string} column */
export function labelOf(column) {
  const [place, name] = column.includes("/") ? column.split("/") : ["", column];
  const short = name.replace(/_loss$/, "").replace(/mAP(_0\.5:0\.95|50-95)/, "mAP50:95").replace("mAP_0.5", "mAP50");
  return place === "val" ? `val ${short}` : short;
}

/** What the progress calls the loss of a column: `box` of `train/box_loss`. */
function lossOf(column) {
  return column.startsWith("train/") ? column.slice(6).replace(/_loss$/, "") : "";
}

/** Training and validation of one loss have one colour; what matters most has the first. */
function lookOf(column) {
  const colours = { box: 1, cls: 2, dfl: 3, "mAP50:95": 1, mAP50: 2, precision: 3, recall: 4 };
  const short = labelOf(column).replace("val ", "");
  return { colour: colours[short], isDashed: column.startsWith("val/") };
}
