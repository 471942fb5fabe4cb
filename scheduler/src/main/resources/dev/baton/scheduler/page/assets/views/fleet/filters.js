import { el } from "../../dom.js";
import { settled } from "../../later.js";
import { queryString } from "../../api.js";
import { count } from "../../words.js";

const STATUSES = ["running", "queued", "paused", "failed", "cancelled", "finished"];
const USUAL_SORT = "-submitted";
const TYPING_MILLIS = 200;

/** What a job is sorted by, where that changes by itself while it is shown. */
const SORTED_BY = { progress: "progress", fitness: "fitness", heard: "heardAt", priority: "priority" };

/** Which jobs are shown and in what order; kept in the page's address, so that it can be sent. */
export class JobFilters {
  element;
  sort;
  #text;
  #owner;
  #pool;
  #statuses;
  #buttons = new Map();

  /** @param {URLSearchParams} query of the page @param {() => void} onChange */
  constructor(query, onChange) {
    this.sort = query.get("sort") ?? USUAL_SORT;
    this.#statuses = new Set((query.get("status") ?? "").split(",").filter((status) => STATUSES.includes(status)));
    this.#text = el("input", {
      type: "search",
      placeholder: "Filter jobs",
      "aria-label": "Filter jobs by name, owner, model or worker",
      "aria-keyshortcuts": "/",
      value: query.get("q") ?? "",
      oninput: settled(onChange, TYPING_MILLIS),
    });
    this.#owner = select("Owner", "All owners", query.get("owner"), onChange);
    this.#pool = select("Pool", "All pools", query.get("pool"), onChange);
    this.element = el(
      "div",
      { class: "filters", role: "search" },
      el("div", { class: "statuses", role: "group", "aria-label": "Status" }, STATUSES.map((status) => this.#button(status, onChange))),
      el("div", { class: "filter-fields" }, el("div", { class: "search" }, this.#text, el("kbd", { "aria-hidden": "true" }, "/")), this.#owner, this.#pool),
    );
  }

  /** Fills in how many there are and who owns them. @param {import("../../types.js").Fleet} fleet */
  show(fleet) {
    for (const [status, button] of this.#buttons) {
      button.lastElementChild.textContent = count(fleet.counts[status]);
    }
    offer(this.#owner, fleet.owners ?? []);
    offer(this.#pool, fleet.pools ?? []);
  }

  /** For the server. */
  query() {
    return {
      status: [...this.#statuses].map((status) => status.toUpperCase()).join(","),
      owner: this.#owner.value,
      pool: this.#pool.value,
      q: this.#text.value.trim(),
      sort: this.sort,
    };
  }

  /** For the page's address, where the usual is left out. @param {number} offset */
  address(offset) {
    const query = this.query();
    return queryString({
      ...query,
      status: query.status.toLowerCase(),
      sort: query.sort === USUAL_SORT ? null : query.sort,
      offset: offset || null,
    });
  }

  /** Whether a change of a job may have changed its place. */
  isMovedBy(before, after) {
    const field = SORTED_BY[this.sort.replace("-", "")];
    return field !== undefined && before[field] !== after[field];
  }

  #button(status, onChange) {
    const toggle = () => {
      this.#statuses.has(status) ? this.#statuses.delete(status) : this.#statuses.add(status);
      button.setAttribute("aria-pressed", String(this.#statuses.has(status)));
      onChange();
    };
    const button = el(
      "button",
      { type: "button", class: `status-filter is-${status}`, "aria-pressed": String(this.#statuses.has(status)), onclick: toggle },
      el("span", { class: "status-filter-word" }, status),
      el("span", { class: "status-filter-count" }, "–"),
    );
    this.#buttons.set(status, button);
    return button;
  }
}

function select(label, all, chosen, onchange) {
  const element = el("select", { "aria-label": label, onchange }, el("option", { value: "" }, all));
  if (chosen) {
    element.append(el("option", { value: chosen, selected: true }, chosen));
  }
  return element;
}

/** Offers `names` below the first choice, and leaves what is chosen. */
function offer(element, names) {
  const all = element.value && !names.includes(element.value) ? [...names, element.value] : names;
  const offered = [...element.options].slice(1).map((option) => option.value);
  if (offered.join("\n") === all.join("\n")) {
    return;
  }
  const chosen = element.value;
  element.replaceChildren(element.options[0], ...all.map((name) => el("option", { value: name }, name)));
  element.value = chosen;
}
