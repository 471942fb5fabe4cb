import { askToRewind } from "../../actions.js";
import { jobPath } from "../../api.js";
import { DataTable } from "../../components/data-table.js";
import { Pager } from "../../components/pager.js";
import { el } from "../../dom.js";
import { bytes, clock, count, number, plural, position, shortDigest } from "../../words.js";

/** A long training has thousands. */
const ROWS_ON_A_PAGE = 12;

/** Statuses in which the scheduler lets a job go back. */
const CAN_GO_BACK = ["PAUSED", "FINISHED", "FAILED", "CANCELLED"];

/** A job's checkpoints: what they weigh, whether they are whole, and the way back to them. */
export class JobCheckpoints {
  element;
  #context;
  #name;
  #job;
  #table;
  #words = el("p", { class: "quiet" });
  #pager = new Pager(ROWS_ON_A_PAGE, (offset) => this.#turnTo(offset));
  /** @type {import("../../types.js").Checkpoint[]} */
  #checkpoints = [];
  #offset = 0;
  #verified = new Map();

  /** @param {import("../../context.js").Context} context @param {string} name @param {() => import("../../types.js").JobInFull | null} job as it is now */
  constructor(context, name, job) {
    this.#context = context;
    this.#name = name;
    this.#job = job;
    this.#table = new DataTable({
      caption: "Checkpoints, newest first",
      className: "checkpoints-table",
      key: (checkpoint) => String(checkpoint.sequence),
      empty: "None yet.",
      columns: [
        { label: "Number", isHead: true, isNumber: true, cell: ({ sequence }) => sequence },
        { label: "Of", cell: ({ epoch, step, isNewest, isBest }) => [position(epoch, step), isNewest && el("span", { class: "tag" }, "newest"), isBest && el("span", { class: "tag is-good" }, "best")] },
        { label: "Fitness", isNumber: true, cell: ({ fitness }) => number(fitness) },
        { label: "Size", isNumber: true, cell: ({ sizeBytes }) => bytes(sizeBytes) },
        { label: "Data", cell: (checkpoint) => this.#state(checkpoint) },
        { label: "Digest", cell: ({ stateDigest }) => el("code", { title: stateDigest }, shortDigest(stateDigest)) },
        { label: "At", isNumber: true, className: "minor", cell: ({ at }) => clock(at) },
        { label: "", className: "row-actions", cell: (checkpoint) => this.#buttons(checkpoint) },
      ],
    });
    this.#table.element.addEventListener("click", (event) => this.#clicked(event));
    this.element = el(
      "section",
      { class: "panel checkpoints-panel", "aria-labelledby": "checkpoints-title" },
      el("div", { class: "panel-head" }, el("h2", { id: "checkpoints-title" }, "Checkpoints"), this.#words),
      el("div", { class: "table-frame" }, this.#table.element),
      this.#pager.element,
    );
  }

  /** @param {{checkpoints: import("../../types.js").Checkpoint[]}} answer */
  show({ checkpoints }) {
    this.#checkpoints = [...checkpoints].sort((a, b) => b.sequence - a.sequence);
    const stored = checkpoints.filter(({ state }) => state !== "deleted");
    const size = stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#words.textContent = checkpoints.length === 0 ? "" : `${plural(checkpoints.length, "checkpoint")}, ${count(stored.length)} stored in ${bytes(size)}`;
    this.#draw();
  }

  fail(failure) {
    this.#words.textContent = failure.message;
  }

  #draw() {
    const total = this.#checkpoints.length;
    this.#table.show(this.#checkpoints.slice(this.#offset, this.#offset + ROWS_ON_A_PAGE));
    this.#pager.show(this.#offset, total);
    this.#pager.element.hidden = total <= ROWS_ON_A_PAGE;
  }

  #turnTo(offset) {
    this.#offset = offset;
    this.#draw();
  }

  #state({ sequence, state }) {
    const found = this.#verified.get(sequence);
    const word = found?.state ?? state;
    return [el("span", { class: `data-state is-${word}` }, word), found?.why ? el("span", { class: "under", title: found.why }, found.why) : null];
  }

  #buttons({ sequence, state }) {
    if (state === "deleted") {
      return null;
    }
    const canGoBack = CAN_GO_BACK.includes(this.#job()?.status ?? "");
    return [
      el("button", { type: "button", class: "button is-small", "data-verify": sequence, "aria-label": `Verify checkpoint ${sequence}` }, "Verify"),
      el(
        "button",
        {
          type: "button",
          class: "button is-small",
          "data-rewind": sequence,
          "aria-label": `Go back to checkpoint ${sequence}`,
          disabled: !canGoBack,
          title: canGoBack ? null : "Pause the job first.",
        },
        "Go back to here",
      ),
    ];
  }

  #clicked({ target }) {
    const button = target.closest("button");
    if (button?.dataset.verify) {
      this.#verify(Number(button.dataset.verify), button);
    } else if (button?.dataset.rewind) {
      const checkpoint = this.#checkpoints.find(({ sequence }) => sequence === Number(button.dataset.rewind));
      const job = this.#job();
      if (job && checkpoint) {
        askToRewind(this.#context, job, checkpoint, position(checkpoint.epoch, checkpoint.step));
      }
    }
  }

  async #verify(sequence, button) {
    button.disabled = true;
    button.textContent = "Verifying";
    try {
      const found = await this.#context.api.post(jobPath(this.#name, "checkpoints", sequence, "verify"));
      this.#verified.set(sequence, found);
      const isWhole = found.state === "verified";
      this.#context.say(`Checkpoint ${sequence} is ${isWhole ? "whole: every file has its digest" : found.state}.`, isWhole ? "good" : "bad");
    } catch (failure) {
      this.#context.say(failure.message, "bad");
    }
    button.disabled = false;
    button.textContent = "Verify";
    this.#table.redraw();
  }
}
