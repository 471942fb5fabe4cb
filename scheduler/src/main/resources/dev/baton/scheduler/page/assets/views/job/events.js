import { jobPath } from "../../api.js";
import { el } from "../../dom.js";
import { clock } from "../../words.js";

const PAGE = 50;
/** Older ones are fetched again when somebody wants them. */
const MOST_KEPT = 1000;

/** What has happened to a job, in words, newest first. Quiet for screen readers: a training says much. */
export class JobEvents {
  element;
  #api;
  #name;
  #until;
  #list = el("ol", { class: "events", role: "log", "aria-live": "off", "aria-label": "Events, newest first", tabindex: 0 });
  #older = el("button", { type: "button", class: "button is-small", hidden: true, onclick: () => this.#loadOlder() }, "Older events");
  #problem = el("p", { class: "quiet", hidden: true });
  #known = new Set();
  #before = null;

  /** @param {import("../../api.js").Api} api @param {string} name @param {AbortSignal} until */
  constructor(api, name, until) {
    this.#api = api;
    this.#name = name;
    this.#until = until;
    this.element = el(
      "section",
      { class: "panel", "aria-labelledby": "events-title" },
      el("div", { class: "panel-head" }, el("h2", { id: "events-title" }, "Events")),
      this.#problem,
      this.#list,
      this.#older,
    );
  }

  /** Fetches the newest; those that are shown stay. */
  async load() {
    const isFirst = this.#known.size === 0;
    const answer = await this.#fetch({});
    if (answer) {
      answer.events.forEach((event) => this.add(event));
      if (isFirst) {
        this.#follow(answer);
      }
    }
  }

  /** @param {import("../../types.js").Happening} event newer than what is shown */
  add(event) {
    if (this.#known.has(event.offset)) {
      return;
    }
    this.#known.add(event.offset);
    this.#list.prepend(line(event));
    while (this.#list.children.length > MOST_KEPT) {
      this.#list.lastElementChild.remove();
    }
  }

  async #loadOlder() {
    const answer = await this.#fetch({ before: this.#before });
    if (answer) {
      const unknown = answer.events.filter(({ offset }) => !this.#known.has(offset));
      unknown.forEach(({ offset }) => this.#known.add(offset));
      this.#list.append(...unknown.reverse().map(line));
      this.#follow(answer);
    }
  }

  #follow(answer) {
    this.#before = answer.previous ?? null;
    this.#older.hidden = this.#before === null;
  }

  async #fetch(query) {
    try {
      this.#problem.hidden = true;
      return await this.#api.get(jobPath(this.#name, "events"), { ...query, limit: PAGE }, this.#until);
    } catch (failure) {
      if (!this.#until.aborted) {
        this.#problem.textContent = failure.message;
        this.#problem.hidden = false;
      }
      return null;
    }
  }
}

function line({ at, text, severity }) {
  return el("li", { class: `event is-${severity}` }, el("time", { datetime: at }, clock(at)), el("span", { class: "event-text" }, text));
}
