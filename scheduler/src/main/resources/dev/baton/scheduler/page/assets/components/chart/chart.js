import { el, svg } from "../../dom.js";
import { number } from "../../words.js";
import { handoverMark } from "./marks.js";
import { linePath, linear, padded, ticks } from "./scale.js";

const LEFT = 54;
const RIGHT = 14;
const LANE = 18;
const AXIS = 24;
const HEIGHT = 220;

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} label
 * @property {[number, number][]} points epochs and values, in order
 * @property {[number, number] | null} [live] where the running epoch stands
 * @property {number} [colour] 1 to 8; its place by default
 * @property {boolean} [isDashed] for the second of two of a kind
 *
 * @typedef {object} Content
 * @property {Series[]} series
 * @property {import("./marks.js").Handover[]} [handovers]
 * @property {number[]} [checkpoints] where they are, in epochs
 */

/**
 * Curves over epochs, as a drawing: sharp at any size, coloured by the theme. The pointer or the
 * arrow keys show values; dragging shows a part. Charts of a group move together.
 */
export class Chart {
  element;
  #group;
  #title;
  #legend = el("div", { class: "legend" });
  #drawing;
  #cursor = svg("line", { class: "cursor", visibility: "hidden" });
  #band = svg("rect", { class: "band", visibility: "hidden" });
  /** @type {Content} */
  #content = { series: [] };
  #hidden = new Set();
  #scales = { x: linear(0, 1, 0, 1), y: linear(0, 1, 1, 0) };
  /** @type {number | null} */
  #dragFrom = null;
  #width = 0;
  #isSkewed;

  /**
   * @param {import("./group.js").ChartGroup} group
   * @param {string} title
   * @param {{isFromZero?: boolean}} [options] whether zero is always shown
   */
  constructor(group, title, { isFromZero = false } = {}) {
    this.#group = group;
    this.#title = title;
    this.#isSkewed = !isFromZero;
    this.#drawing = svg("svg", { class: "drawing", role: "img", tabindex: 0, height: HEIGHT });
    this.element = el(
      "figure",
      { class: "chart", "data-chart": title },
      el("figcaption", {}, el("h3", {}, title), this.#legend),
      el("div", { class: "drawing-frame" }, this.#drawing),
    );
    this.#listen();
    group.add(this);
  }

  /** @param {Content} content */
  show(content) {
    this.#content = content;
    this.element.hidden = content.series.length === 0;
    this.draw();
  }

  /** Epochs that have something, seen or not. @returns {number[]} */
  positions() {
    return this.#content.series.flatMap(({ points, live }) => [...points.map(([at]) => at), ...(live ? [live[0]] : [])]);
  }

  draw() {
    if (this.#width === 0) {
      return;
    }
    const { least, most } = this.#group.range();
    const seen = this.#content.series.filter(({ name }) => !this.#hidden.has(name));
    const values = seen.flatMap(({ points, live }) => [...points, ...(live ? [live] : [])])
      .filter(([at]) => at >= least && at <= most)
      .map(([, value]) => value);
    const domain = padded(this.#isSkewed ? values : [...values, 0]);
    const x = linear(least, most, LEFT, this.#width - RIGHT);
    const y = linear(domain.least, domain.most, HEIGHT - AXIS, LANE + 4);
    this.#scales = { x, y };
    this.#drawing.setAttribute("aria-label", this.#description());
    this.#drawing.replaceChildren(
      ...this.#axes(),
      ...this.#marks(),
      svg("svg", { x: LEFT, y: 0, width: Math.max(0, this.#width - LEFT - RIGHT), height: HEIGHT, viewBox: `${LEFT} 0 ${Math.max(1, this.#width - LEFT - RIGHT)} ${HEIGHT}` }, seen.map((series) => this.#line(series))),
      this.#band,
      this.#cursor,
    );
    this.#placeCursor(this.#group.cursor);
    this.#drawLegend();
  }

  /** Shows the values at an epoch, or the newest. @param {number | null} at */
  pointAt(at) {
    this.#placeCursor(at);
    this.#drawLegend();
  }

  #axes() {
    const { x, y } = this.#scales;
    const right = this.#width - RIGHT;
    const lines = ticks(y.least, y.most, 5).map((value) =>
      svg(
        "g",
        { class: "tick" },
        svg("line", { x1: LEFT, x2: right, y1: y.toPixels(value), y2: y.toPixels(value) }),
        svg("text", { x: LEFT - 8, y: y.toPixels(value) + 4, "text-anchor": "end" }, tickWords(value)),
      ),
    );
    const epochs = ticks(x.least, x.most, Math.max(2, Math.floor(this.#width / 90)), 1).map((value) =>
      svg("text", { class: "tick-word", x: x.toPixels(value), y: HEIGHT - 6, "text-anchor": "middle" }, value),
    );
    return [...lines, ...epochs];
  }

  #marks() {
    const { x } = this.#scales;
    const isSeen = (position) => position >= x.least && position <= x.most;
    const bottom = HEIGHT - AXIS;
    const checkpoints = (this.#content.checkpoints ?? []).filter(isSeen);
    return [
      svg(
        "path",
        { class: "checkpoints", d: checkpoints.map((position) => `M${x.toPixels(position).toFixed(1)} ${bottom}v5`).join("") },
        svg("title", {}, `${checkpoints.length} checkpoints`),
      ),
      ...(this.#content.handovers ?? [])
        .filter(({ position }) => isSeen(position))
        .map((handover) => handoverMark(handover, x.toPixels(handover.position), 0, bottom)),
    ];
  }

  #line(series) {
    const { x, y } = this.#scales;
    const last = series.points.at(-1);
    return svg(
      "g",
      { class: this.#look(series), "data-series": series.name },
      svg("path", { class: "curve", d: linePath(series.points, x, y) }),
      series.points.length === 1 && last && svg("circle", { class: "point", cx: x.toPixels(last[0]), cy: y.toPixels(last[1]), r: 2.5 }),
      series.live && this.#live(series, last),
    );
  }

  /** The running epoch's mean so far: dashed, since it is none yet. */
  #live({ live }, last) {
    const { x, y } = this.#scales;
    return svg(
      "g",
      { class: "live" },
      last && svg("path", { class: "curve is-dashed", d: linePath([last, live], x, y) }),
      svg("circle", { class: "point", cx: x.toPixels(live[0]), cy: y.toPixels(live[1]), r: 3 }),
    );
  }

  #drawLegend() {
    const at = this.#group.cursor;
    const entries = this.#content.series.map((series) =>
      el(
        "button",
        {
          type: "button",
          class: `legend-entry ${this.#look(series)}`,
          "aria-pressed": String(!this.#hidden.has(series.name)),
          title: `Show or hide ${series.label}`,
          "data-series": series.name,
          onclick: () => this.#toggle(series.name),
        },
        el("span", { class: "swatch", "aria-hidden": "true" }),
        series.label,
        el("span", { class: "legend-value" }, number(valueAt(series, at))),
      ),
    );
    entries.forEach((entry, index) => {
      const shown = this.#legend.children[index];
      if (!shown?.isEqualNode(entry)) {
        // In place, so that a pressed button keeps its focus.
        shown && shown.dataset.series === entry.dataset.series ? refreshEntry(shown, entry) : this.#legend.insertBefore(entry, shown ?? null);
      }
    });
    while (this.#legend.children.length > entries.length) {
      this.#legend.lastElementChild.remove();
    }
  }

  #toggle(name) {
    this.#hidden.has(name) ? this.#hidden.delete(name) : this.#hidden.add(name);
    this.draw();
  }

  #look(series) {
    const colour = series.colour ?? (this.#content.series.indexOf(series) % 8) + 1;
    return `series-${colour}${series.isDashed ? " is-second" : ""}`;
  }

  #description() {
    const ends = this.#content.series.map((series) => `${series.label} ${number(valueAt(series, null))}`);
    return `${this.#title} over ${Math.round(this.#scales.x.most)} epochs. Newest: ${ends.join(", ")}. Left and right arrow keys go along the curves.`;
  }

  #placeCursor(at) {
    const isShown = at !== null && at >= this.#scales.x.least && at <= this.#scales.x.most;
    this.#cursor.setAttribute("visibility", isShown ? "visible" : "hidden");
    if (isShown) {
      const pixels = this.#scales.x.toPixels(at).toFixed(1);
      for (const [name, value] of Object.entries({ x1: pixels, x2: pixels, y1: LANE, y2: HEIGHT - AXIS })) {
        this.#cursor.setAttribute(name, String(value));
      }
    }
  }

  #listen() {
    new ResizeObserver(([entry]) => {
      this.#width = Math.floor(entry.contentRect.width);
      this.#drawing.setAttribute("width", String(this.#width));
      this.draw();
    }).observe(this.#drawing.parentElement ?? this.element);
    const epochAt = (event) => this.#scales.x.toValue(event.clientX - this.#drawing.getBoundingClientRect().left);
    this.#drawing.addEventListener("pointermove", (event) => {
      this.#group.point(epochAt(event), false);
      this.#drawBand(epochAt(event));
    });
    this.#drawing.addEventListener("pointerleave", () => this.#group.point(null, false));
    this.#drawing.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) {
        this.#dragFrom = epochAt(event);
        this.#drawing.setPointerCapture(event.pointerId);
      }
    });
    this.#drawing.addEventListener("pointerup", (event) => {
      const from = this.#dragFrom;
      this.#dragFrom = null;
      this.#band.setAttribute("visibility", "hidden");
      if (from !== null) {
        this.#group.zoom(from, epochAt(event));
      }
    });
    this.#drawing.addEventListener("dblclick", () => this.#group.zoomOut());
    this.#drawing.addEventListener("keydown", (event) => this.#group.key(event));
  }

  #drawBand(to) {
    if (this.#dragFrom === null) {
      return;
    }
    const ends = [this.#dragFrom, to].map(this.#scales.x.toPixels).sort((a, b) => a - b);
    const place = { visibility: "visible", x: ends[0], y: LANE, width: ends[1] - ends[0], height: HEIGHT - AXIS - LANE };
    Object.entries(place).forEach(([name, value]) => this.#band.setAttribute(name, String(value)));
  }
}

/**
 * Of the epoch nearest to `at`; the newest when that is null.
 *
 * @param {Series} series @param {number | null} at
 */
function valueAt({ points, live }, at) {
  if (at === null) {
    return (points.at(-1) ?? live)?.[1];
  }
  let nearest = points[0];
  for (const point of points) {
    if (Math.abs(point[0] - at) < Math.abs(nearest[0] - at)) {
      nearest = point;
    }
  }
  return nearest?.[1];
}

function refreshEntry(shown, entry) {
  shown.setAttribute("aria-pressed", entry.getAttribute("aria-pressed"));
  shown.className = entry.className;
  shown.lastElementChild.textContent = entry.lastElementChild.textContent;
}

function tickWords(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) {
    return value.toExponential(0);
  }
  return String(Number(value.toPrecision(4)));
}
