import { el } from "../../dom.js";
import { count, plural, rate, words } from "../../words.js";
import { jobLink, workerLink } from "../links.js";

/** More workers than this are drawn as a field of squares. */
const MOST_IN_WORDS = 8;
const MOST = 200;

/** Beside the jobs: the workers, the queue, and what answers. */
export class FleetSide {
  element;
  #api;
  #until;
  #workers = new Map();
  #crew = el("div", { class: "crew" });
  #crewWords = el("p", { class: "quiet" });
  #queue = el("ol", { class: "queue" });
  #queueWords = el("p", { class: "quiet" });
  #facts = el("dl", { class: "facts is-small" });

  /** @param {import("../../api.js").Api} api @param {AbortSignal} until */
  constructor(api, until) {
    this.#api = api;
    this.#until = until;
    this.element = el(
      "aside",
      { class: "fleet-side", "aria-label": "Workers and queue" },
      el("section", {}, el("h2", {}, el("a", { href: "/workers" }, "Workers")), this.#crewWords, this.#crew),
      el("section", {}, el("h2", {}, "Queue"), this.#queueWords, this.#queue),
      el("section", {}, el("h2", {}, "Scheduler"), this.#facts),
    );
  }

  async load() {
    try {
      const page = await this.#api.get("/api/workers", { limit: MOST }, this.#until);
      this.#workers = new Map(page.workers.map((worker) => [worker.worker, worker]));
      this.#draw();
    } catch {
      // The table beside it says what is wrong.
    }
  }

  /** @param {import("../../types.js").Worker[]} workers that have changed @param {string[]} removed */
  update(workers, removed) {
    workers.forEach((worker) => this.#workers.set(worker.worker, worker));
    removed.forEach((worker) => this.#workers.delete(worker));
    this.#draw();
  }

  /** @param {import("../../types.js").Fleet} fleet */
  show(fleet) {
    const { alive, busy, idle } = fleet.workers;
    setText(this.#crewWords, alive === 0 ? "No worker is alive. Start one with baton worker." : `${count(alive)} alive, ${count(busy)} busy, ${count(idle)} idle`);
    const waiting = fleet.waiting ?? fleet.queue.length;
    setText(this.#queueWords, waiting === 0 ? "No job waits." : `${plural(waiting, "job")} wait${waiting === 1 ? "s" : ""}, next first:`);
    const lines = fleet.queue.slice(0, 10).map((job) => el("li", {}, jobLink(job)));
    if (waiting > lines.length && lines.length > 0) {
      lines.push(el("li", { class: "more" }, el("a", { href: "/?status=queued&sort=-priority" }, `${count(waiting - lines.length)} more`)));
    }
    replace(this.#queue, lines);
    replace(this.#facts, [
      ...fact("This one is", fleet.role),
      ...fact("Store", fleet.storeReachable ? "answers" : "does not answer", !fleet.storeReachable),
      ...fact("Release", fleet.release),
    ]);
  }

  #draw() {
    const workers = [...this.#workers.values()].sort((a, b) => a.worker.localeCompare(b.worker, "en", { numeric: true }));
    const isShort = workers.length <= MOST_IN_WORDS;
    this.#crew.classList.toggle("is-field", !isShort);
    replace(this.#crew, workers.map(isShort ? inWords : asSquare));
  }
}

function inWords(worker) {
  return el(
    "p",
    { class: "crew-line" },
    el("span", { class: `square is-${worker.state.toLowerCase()}`, "aria-hidden": "true" }),
    workerLink(worker.worker),
    worker.job ? jobLink(worker.job) : el("span", { class: "quiet" }, words(worker.state)),
    el("span", { class: "crew-rate" }, worker.imagesPerSecond === null ? "" : `${rate(worker.imagesPerSecond)}/s`),
  );
}

/** The field is for the eyes and the mouse; the view of the workers says the same in words. */
function asSquare(worker) {
  const link = workerLink(worker.worker);
  link.className = `square is-${worker.state.toLowerCase()}`;
  link.title = [worker.worker, words(worker.state), worker.job].filter(Boolean).join(", ");
  link.setAttribute("aria-label", link.title);
  link.tabIndex = -1;
  link.textContent = "";
  return link;
}

function fact(term, value, isBad = false) {
  return [el("dt", {}, term), el("dd", { class: isBad ? "bad" : null }, value)];
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Leaves alone what is the same, so that a focus stays where it is. */
function replace(element, nodes) {
  const isSame = nodes.length === element.children.length && nodes.every((node, index) => node.isEqualNode(element.children[index]));
  if (!isSame) {
    element.replaceChildren(...nodes);
  }
}
