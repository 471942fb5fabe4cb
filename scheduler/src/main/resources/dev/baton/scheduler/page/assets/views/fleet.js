import { el } from "../dom.js";
import { every, soon } from "../later.js";
import { Pager } from "../components/pager.js";
import { compareAddress } from "./links.js";
import { JobFilters } from "./fleet/filters.js";
import { jobsTable } from "./fleet/jobs-table.js";
import { FleetSide } from "./fleet/side.js";

const PAGE = 50;
const AGING_MILLIS = 15_000;
const REFRESH_MILLIS = 1500;
/** Beyond this many curves nobody can tell them apart. */
const MOST_COMPARED = 8;

/**
 * The fleet at a glance: jobs, filtered, sorted and paged by the server; workers; the queue.
 *
 * @type {import("../router.js").ViewFactory}
 */
export function fleetView({ api, stream, note, go, say }, { query, until }) {
  const filters = new JobFilters(query, () => load(0));
  const chosen = new Set();
  const table = jobsTable({
    chosen,
    onChoose: choose,
    onSort: (sort) => {
      filters.sort = sort;
      load(0);
    },
  });
  const pager = new Pager(PAGE, load);
  const side = new FleetSide(api, until);
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const compare = el("button", { type: "button", class: "button is-primary is-small", onclick: () => go(compareAddress([...chosen])) });
  const choice = el(
    "div",
    { class: "choice", hidden: true },
    compare,
    el("button", { type: "button", class: "button is-small", onclick: clear }, "Clear"),
  );
  /** Jobs that are not on this part of the list, as they were told of last. */
  const elsewhere = new Map();
  let offset = Number(query.get("offset") ?? 0) || 0;
  let request = new AbortController();
  const refresh = soon(() => load(offset, true), REFRESH_MILLIS, until);

  stream.on("fleet", showFleet, until);
  stream.on("jobs", ({ jobs, removed }) => update(jobs, removed ?? []), until);
  stream.on("workers", ({ workers, removed }) => side.update(workers, removed ?? []), until);
  stream.on("resync", reload, until);
  until.addEventListener("abort", () => request.abort());
  every(() => table.redraw(), AGING_MILLIS, until);
  stream.follow(["jobs", "workers"]);
  reload();

  return {
    title: "Jobs",
    element: el(
      "div",
      { class: "view fleet" },
      el(
        "section",
        { class: "fleet-jobs", "aria-labelledby": "jobs-title" },
        el("div", { class: "view-head" }, el("h1", { id: "jobs-title", tabindex: -1 }, "Jobs"), choice),
        filters.element,
        problem,
        el("div", { class: "table-frame" }, table.element),
        pager.element,
      ),
      side.element,
    ),
  };

  function reload() {
    load(offset);
    side.load();
    api.get("/api/fleet", {}, until).then(showFleet, () => {});
  }

  /** @param {number} from @param {boolean} [isQuiet] whether nobody has asked for it */
  async function load(from, isQuiet = false) {
    offset = from;
    request.abort();
    request = new AbortController();
    const { signal } = request;
    note(location.pathname + filters.address(offset));
    try {
      const page = await api.get("/api/jobs", { ...filters.query(), offset, limit: PAGE }, signal);
      if (page.total > 0 && offset >= page.total) {
        return load(Math.floor((page.total - 1) / PAGE) * PAGE, isQuiet);
      }
      table.show(page.jobs, filters.sort);
      pager.show(offset, page.total);
      problem.hidden = true;
    } catch (failure) {
      if (!signal.aborted && !isQuiet) {
        problem.textContent = failure.message;
        problem.hidden = false;
      }
    }
  }

  function showFleet(fleet) {
    filters.show(fleet);
    side.show(fleet);
  }

  /** What is shown changes at once; what may have come, gone or moved is asked for, soon. */
  function update(jobs, removed) {
    if (removed.length > 0) {
      removed.forEach((name) => elsewhere.delete(name));
      refresh();
    }
    for (const job of jobs) {
      const before = table.update(job) ?? elsewhere.get(job.job);
      elsewhere.set(job.job, job);
      if (!before || before.status !== job.status || filters.isMovedBy(before, job)) {
        refresh();
      }
    }
  }

  function choose(job, isChosen) {
    if (isChosen && chosen.size >= MOST_COMPARED) {
      say(`At most ${MOST_COMPARED} jobs can be compared at a time.`, "bad");
      table.redraw();
      return;
    }
    isChosen ? chosen.add(job) : chosen.delete(job);
    showChoice();
  }

  function clear() {
    chosen.clear();
    table.redraw();
    showChoice();
  }

  function showChoice() {
    choice.hidden = chosen.size === 0;
    compare.textContent = chosen.size === 1 ? "Compare 1 job with…" : `Compare ${chosen.size} jobs`;
  }
}
