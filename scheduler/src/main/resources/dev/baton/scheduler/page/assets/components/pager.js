import { el } from "../dom.js";
import { count } from "../words.js";

/** Which part of a list is shown, and the way to the others. */
export class Pager {
  #words = el("span", { class: "pager-words" });
  #previous;
  #next;
  #offset = 0;
  #limit;
  element;

  /** @param {number} limit rows on a page @param {(offset: number) => void} onMove */
  constructor(limit, onMove) {
    this.#limit = limit;
    this.#previous = turner("Previous", () => onMove(Math.max(0, this.#offset - limit)));
    this.#next = turner("Next", () => onMove(this.#offset + limit));
    this.element = el("nav", { class: "pager", "aria-label": "Pages" }, this.#words, this.#previous, this.#next);
  }

  /** @param {number} offset @param {number} total */
  show(offset, total) {
    this.#offset = offset;
    const last = Math.min(total, offset + this.#limit);
    this.#words.textContent = total === 0 ? "None" : `${count(offset + 1)}–${count(last)} of ${count(total)}`;
    this.#previous.disabled = offset === 0;
    this.#next.disabled = last >= total;
  }
}

function turner(label, onclick) {
  return el("button", { type: "button", class: "button is-small", onclick }, label);
}
