import { jobPath } from "../../api.js";
import { el } from "../../dom.js";
import { clock } from "../../words.js";

const PAGE = 50;
/** Beyond that and what somebody has asked for, the oldest make room. */
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
  #room = MOST_KEPT;

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
        this.#goOnBefore(answer.previous);
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
    while (this.#list.children.length > this.#room) {
      this.#dropOldest();
    }
  }

  /** It is fetched again when somebody wants it. */
  #dropOldest() {
    const { lastElementChild: oldest } = this.#list;
    this.#known.delete(Number(oldest.dataset.offset));
    oldest.remove();
    this.#goOnBefore(Number(this.#list.lastElementChild.dataset.offset));
  }

  async #loadOlder() {
    if (this.#older.ariaBusy === "true") {
      return;
    }
    this.#older.ariaBusy = "true"; // not disabled: that would take the focus away
    let answer;
    do {
      // The scheduler searches for a while, and says how far it has come.
      answer = await this.#fetch({ before: this.#before });
      if (answer) {
        this.#append(answer.events);
        this.#goOnBefore(answer.previous);
      }
    } while (answer?.events.length === 0 && answer.previous !== null);
    this.#older.ariaBusy = "false";
  }

  #append(events) {
    const unknown = events.filter(({ offset }) => !this.#known.has(offset));
    unknown.forEach(({ offset }) => this.#known.add(offset));
    this.#list.append(...unknown.reverse().map(line));
    this.#room = Math.max(MOST_KEPT, this.#list.children.length);
  }

  /** @param {number | null} offset nothing when there is nothing before */
  #goOnBefore(offset) {
    this.#before = offset;
    this.#older.hidden = offset === null;
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

function line({ at, text, severity, offset }) {
  return el("li", { class: `event is-${severity}`, "data-offset": offset }, el("time", { datetime: at }, clock(at)), el("span", { class: "event-text" }, text));
}
