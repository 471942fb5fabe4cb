import { el } from "../dom.js";
import { every, settled, soon } from "../later.js";
import { queryString } from "../api.js";
import { DataTable } from "../components/data-table.js";
import { Pager } from "../components/pager.js";
import { workerChip } from "../components/status.js";
import { NONE, ago, bytes, rate } from "../words.js";
import { jobLink } from "./links.js";

const PAGE = 50;
const AGING_MILLIS = 15_000;
const REFRESH_MILLIS = 2000;
const TYPING_MILLIS = 200;
const STATES = ["BUSY", "IDLE", "STARTING", "LEAVING", "WAITING_FOR_STORE", "SILENT"];

/** Who trains what, how fast, and where. @type {import("../router.js").ViewFactory} */
export function workersView({ api, stream, note }, { query, until }) {
  let offset = Number(query.get("offset") ?? 0) || 0;
  let sort = query.get("sort") ?? "name";
  let request = new AbortController();
  const text = el("input", {
    type: "search",
    placeholder: "Filter workers",
    "aria-label": "Filter workers by name, host or job",
    "aria-keyshortcuts": "/",
    value: query.get("q") ?? "",
    oninput: settled(() => load(0), TYPING_MILLIS),
  });
  const state = el(
    "select",
    { "aria-label": "State", onchange: () => load(0) },
    el("option", { value: "" }, "All states"),
    STATES.map((name) => el("option", { value: name, selected: name === query.get("state") }, name.toLowerCase().replaceAll("_", " "))),
  );
  const words = el("p", { class: "quiet" });
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const table = workersTable((chosen) => {
    sort = chosen;
    load(0);
  });
  const pager = new Pager(PAGE, (from) => load(from));
  const refresh = soon(() => load(offset, true), REFRESH_MILLIS, until);

  stream.on("workers", ({ workers, removed }) => update(workers, removed ?? []), until);
  stream.on("fleet", showFleet, until);
  stream.on("resync", reload, until);
  until.addEventListener("abort", () => request.abort());
  every(() => table.redraw(), AGING_MILLIS, until);
  stream.follow(["workers"]);
  reload();

  return {
    title: "Workers",
    element: el(
      "section",
      { class: "view" },
      el("div", { class: "view-head" }, el("h1", { tabindex: -1 }, "Workers"), words),
      el("div", { class: "filters" }, el("div", { class: "filter-fields" }, el("div", { class: "search" }, text, el("kbd", { "aria-hidden": "true" }, "/")), state)),
      problem,
      el("div", { class: "table-frame" }, table.element),
      pager.element,
    ),
  };

  function reload() {
    load(offset);
    api.get("/api/fleet", {}, until).then(showFleet, () => {});
  }

  async function load(from, isQuiet = false) {
    offset = from;
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const asked = { q: text.value.trim(), state: state.value, sort, offset };
    note(location.pathname + queryString({ ...asked, sort: sort === "name" ? null : sort, offset: offset || null }));
    try {
      const page = await api.get("/api/workers", { ...asked, limit: PAGE }, signal);
      table.show(page.workers, sort);
      pager.show(offset, page.total);
      problem.hidden = true;
    } catch (failure) {
      if (!signal.aborted && !isQuiet) {
        problem.textContent = failure.message;
        problem.hidden = false;
      }
    }
  }

  function update(workers, removed) {
    if (removed.length > 0) {
      refresh();
    }
    for (const worker of workers) {
      const before = table.update(worker);
      if (!before || before.state !== worker.state) {
        refresh();
      }
    }
  }

  function showFleet({ workers }) {
    words.textContent = `${workers.alive} alive, ${workers.busy} busy, ${workers.idle} idle`;
  }
}

function workersTable(onSort) {
  return new DataTable({
    caption: "Workers",
    className: "workers",
    key: (worker) => worker.worker,
    onSort,
    empty: "No worker is like that. One more is started with baton worker.",
    columns: [
      { label: "Worker", sort: "name", isHead: true, cell: (worker) => el("a", { class: "name", href: `/workers${queryString({ q: worker.worker })}` }, worker.worker) },
      { label: "State", sort: "state", className: "status", cell: (worker) => workerChip(worker.state) },
      { label: "Job", sort: "job", cell: (worker) => (worker.job ? jobLink(worker.job) : NONE) },
      { label: "Epoch", isNumber: true, cell: (worker) => (worker.epoch === null ? NONE : worker.epoch + 1) },
      { label: "Step", isNumber: true, className: "minor", cell: (worker) => worker.step ?? NONE },
      { label: "Images/s", sort: "rate", isDescendingFirst: true, isNumber: true, cell: (worker) => rate(worker.imagesPerSecond) },
      { label: "Steps/s", isNumber: true, className: "minor", cell: (worker) => rate(worker.stepsPerSecond) },
      { label: "Memory", isNumber: true, cell: (worker) => bytes(worker.memoryBytes) },
      { label: "Device", cell: (worker) => worker.device },
      { label: "Pool", className: "minor", cell: (worker) => worker.pool },
      { label: "Host", className: "minor", cell: (worker) => worker.host },
      { label: "Process", isNumber: true, className: "minor", cell: (worker) => worker.pid },
      { label: "Release", className: "minor", cell: (worker) => worker.release },
      { label: "Heard", isNumber: true, cell: (worker) => el("time", { datetime: worker.lastSeenAt }, ago(worker.lastSeenAt)) },
    ],
  });
}
