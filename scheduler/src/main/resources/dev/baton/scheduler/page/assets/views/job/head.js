import { actionButtons } from "../../actions.js";
import { progressBar } from "../../components/progress.js";
import { statusChip } from "../../components/status.js";
import { el } from "../../dom.js";
import { NONE, ago, clock, count, number, rate, roughly, shortDigest } from "../../words.js";
import { compareAddress, workerLink } from "../links.js";

/** A job's name, how far it is, its figures, and what can be asked of it. */
export class JobHead {
  element;
  #context;
  #status = el("span", { class: "job-status" });
  #actions = el("div", { class: "actions", role: "group", "aria-label": "Actions" });
  #why = el("p", { class: "problem", hidden: true });
  #progress = el("div", { class: "job-progress" });
  #facts = new Map();
  #list = el("dl", { class: "facts is-wide" });
  #shownStatus = "";

  /** @param {import("../../context.js").Context} context @param {string} name */
  constructor(context, name) {
    this.#context = context;
    this.element = el(
      "header",
      { class: "job-head" },
      el(
        "div",
        { class: "view-head" },
        el("div", { class: "job-title" }, el("a", { class: "back", href: "/" }, "Jobs"), el("h1", { tabindex: -1 }, name), this.#status),
        this.#actions,
      ),
      this.#why,
      this.#progress,
      this.#list,
    );
  }

  /** @param {import("../../types.js").JobInFull} job */
  show(job) {
    if (this.#shownStatus !== job.status + job.priority + job.epochs) {
      this.#shownStatus = job.status + job.priority + job.epochs;
      this.#status.replaceChildren(statusChip(job.status));
      const hadFocus = this.#actions.contains(document.activeElement);
      this.#actions.replaceChildren(
        ...actionButtons(this.#context, job),
        el("a", { class: "button", href: compareAddress([job.job]) }, "Compare"),
        el("a", { class: "button", href: `/new?from=${encodeURIComponent(job.job)}` }, "Copy to new"),
      );
      if (hadFocus) {
        this.#actions.querySelector("button, a")?.focus(); // what was pressed may be gone
      }
    }
    this.#why.textContent = job.why ?? "";
    this.#why.hidden = !job.why;
    this.#progress.replaceChildren(progressBar(job));
    this.#fact("Step", job.stepsPerEpoch ? `${count(job.step)} / ${count(job.stepsPerEpoch)}` : count(job.step));
    this.#fact("Time left", job.etaSeconds === null ? NONE : roughly(1000 * job.etaSeconds));
    this.#fact("mAP50", number(job.map50));
    this.#fact("mAP50:95", number(job.map));
    this.#fact("Loss", number(job.loss));
    this.#fact("Learning rate", number(job.learningRate));
    this.#fact("Images/s", rate(job.imagesPerSecond));
    this.#fact("Worker", job.worker ? workerLink(job.worker) : NONE);
    this.#fact("Attempts", count(job.attempts));
    this.#fact("Branch", count(job.branch));
    this.#fact("Uploads", count(job.uploadsInFlight));
    this.#fact("Priority", job.priority);
    this.#fact("Owner", job.owner);
    this.#fact("Pool", job.pool);
    this.#fact("Model", job.cfg);
    this.#fact("Submitted", el("time", { datetime: job.submittedAt, title: clock(job.submittedAt) }, ago(job.submittedAt)));
    this.#fact("Digest", el("code", { title: job.stateDigest || null }, shortDigest(job.stateDigest)));
  }

  /** What a running attempt has just done. @param {import("../../types.js").Step} step */
  showStep(step) {
    this.#fact("Step", step.stepsPerEpoch ? `${count(step.step)} / ${count(step.stepsPerEpoch)}` : count(step.step));
    this.#fact("Learning rate", number(step.learningRate));
    this.#fact("Images/s", rate(step.imagesPerSecond));
    const losses = Object.values(step.losses ?? {});
    this.#fact("Loss", number(losses.length > 0 ? losses.reduce((sum, loss) => sum + loss, 0) : null));
  }

  #fact(term, value) {
    let cell = this.#facts.get(term);
    if (!cell) {
      cell = el("dd", { "data-fact": term });
      this.#facts.set(term, cell);
      this.#list.append(el("div", {}, el("dt", {}, term), cell));
    }
    const next = el("dd", {}, value);
    if (next.innerHTML !== cell.innerHTML) {
      cell.replaceChildren(...next.childNodes);
    }
  }
}
