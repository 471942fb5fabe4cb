import { ApiError, jobPath } from "../api.js";
import { Chart } from "../components/chart/chart.js";
import { ChartGroup } from "../components/chart/group.js";
import { el } from "../dom.js";
import { settled, soon } from "../later.js";
import { number } from "../words.js";
import { labelOf } from "./job/curves.js";
import { compareAddress, jobLink } from "./links.js";
import { statusChip } from "../components/status.js";

const MOST = 8;
const SUGGESTIONS = 12;
const TYPING_MILLIS = 150;
const REFRESH_MILLIS = 1000;
const USUAL = ["metrics/mAP_0.5:0.95", "metrics/mAP_0.5"];

/** Several jobs' curves of one metric in one chart. @type {import("../router.js").ViewFactory} */
export function compareView({ api, stream, note, say }, { query, until }) {
  /** @type {Map<string, {curves: any, row: any, colour: number}>} in the order in which they were added */
  const jobs = new Map();
  const group = new ChartGroup();
  const chart = new Chart(group, "Comparison");
  const metric = el("select", { "aria-label": "Metric", onchange: draw });
  const list = el("ul", { class: "compared" });
  const empty = el("p", { class: "quiet" }, "Add jobs by name, or choose them in the list of jobs.");
  const names = el("datalist", { id: "job-names" });
  const search = el("input", {
    type: "search",
    list: "job-names",
    placeholder: "Add a job",
    "aria-label": "Name of a job to add",
    "aria-keyshortcuts": "/",
    oninput: settled(suggest, TYPING_MILLIS),
  });
  const refresh = soon(refetch, REFRESH_MILLIS, until);
  let wanted = query.get("metric");

  stream.on("event", ({ job, kind }) => kind === "Checkpointed" && jobs.has(job) && refresh(), until);
  stream.on("resync", refetch, until);
  stream.follow(["event"]);
  addAll((query.get("jobs") ?? "").split(",").filter(Boolean).slice(0, MOST));

  return {
    title: "Compare",
    element: el(
      "section",
      { class: "view" },
      el("div", { class: "view-head" }, el("h1", { tabindex: -1 }, "Compare")),
      el(
        "div",
        { class: "filters" },
        el(
          "form",
          { class: "filter-fields", onsubmit: added },
          el("div", { class: "search" }, search, el("kbd", { "aria-hidden": "true" }, "/")),
          names,
          el("button", { type: "submit", class: "button" }, "Add"),
          el("label", { class: "inline-field" }, "Metric", metric),
        ),
      ),
      el("div", { class: "panel" }, empty, group.controls, chart.element, list),
    ),
  };

  async function added(event) {
    event.preventDefault();
    const name = search.value.trim();
    if (name !== "" && (await add(name))) {
      search.value = "";
      draw();
    }
  }

  async function addAll(chosen) {
    for (const name of chosen) {
      await add(name);
    }
    draw();
  }

  /** @returns {Promise<boolean>} whether it is among them now */
  async function add(name) {
    if (jobs.has(name)) {
      return true;
    }
    if (jobs.size >= MOST) {
      say(`At most ${MOST} jobs can be compared at a time: take one away first.`, "bad");
      return false;
    }
    try {
      jobs.set(name, { ...(await fetched(name)), colour: freeColour() });
      return true;
    } catch (failure) {
      if (!until.aborted) {
        say(failure instanceof ApiError ? failure.message : String(failure), "bad");
      }
      return false;
    }
  }

  async function fetched(name) {
    const [curves, row] = await Promise.all([api.get(jobPath(name, "curves"), {}, until), api.get(jobPath(name), {}, until)]);
    return { curves, row };
  }

  async function refetch() {
    for (const [name, known] of jobs) {
      try {
        Object.assign(known, await fetched(name));
      } catch {
        // It stays as it was; the banner says why.
      }
    }
    draw();
  }

  function remove(name) {
    jobs.delete(name);
    draw();
  }

  function freeColour() {
    const taken = new Set([...jobs.values()].map(({ colour }) => colour));
    return [1, 2, 3, 4, 5, 6, 7, 8].find((colour) => !taken.has(colour)) ?? 1;
  }

  function draw() {
    offerMetrics();
    const column = metric.value;
    wanted = column || wanted;
    note(compareAddress([...jobs.keys()]) + (column ? `${jobs.size > 0 ? "&" : "?"}metric=${encodeURIComponent(column)}` : ""));
    empty.hidden = jobs.size > 0;
    const series = [...jobs].map(([name, { curves, colour }]) => ({
      name,
      label: name,
      colour,
      points: curves.epochs.filter(({ metrics }) => Number.isFinite(metrics[column])).map(({ epoch, metrics }) => [epoch, metrics[column]]),
    }));
    group.know({ last: Math.max(1, ...series.map(({ points }) => points.at(-1)?.[0] ?? 0)), handovers: [], checkpoints: [] });
    chart.show({ series });
    list.replaceChildren(...series.map(entry));
  }

  function entry({ name, colour, points }) {
    const best = points.length > 0 ? points.reduce((a, b) => (isBetter(b[1], a[1]) ? b : a)) : null;
    return el(
      "li",
      { class: `series-${colour}` },
      el("span", { class: "swatch", "aria-hidden": "true" }),
      jobLink(name),
      statusChip(jobs.get(name)?.row.status ?? ""),
      el("span", { class: "quiet" }, best ? `best ${number(best[1])} in epoch ${best[0]}, newest ${number(points.at(-1)[1])}` : "no epoch yet"),
      el("button", { type: "button", class: "button is-small", "aria-label": `Take away ${name}`, onclick: () => remove(name) }, "Take away"),
    );
  }

  function isBetter(a, b) {
    return /loss/i.test(metric.value) ? a < b : a > b;
  }

  function offerMetrics() {
    const columns = [...new Set([...jobs.values()].flatMap(({ curves }) => curves.columns))];
    metric.replaceChildren(...columns.map((column) => el("option", { value: column }, labelFor(column))));
    metric.value = [wanted, ...USUAL, columns[0]].find((column) => columns.includes(column)) ?? "";
    metric.disabled = columns.length === 0;
  }

  async function suggest() {
    try {
      const { jobs: found } = await api.get("/api/jobs", { q: search.value.trim(), limit: SUGGESTIONS }, until);
      names.replaceChildren(...found.map(({ job }) => el("option", { value: job })));
    } catch {
      // Suggestions are a convenience.
    }
  }
}

function labelFor(column) {
  return /loss/i.test(column) ? `${labelOf(column)} loss` : labelOf(column);
}
