import { jobPath } from "../../api.js";
import { el } from "../../dom.js";

/** What the trainer has drawn: curves, matrices, images with boxes. */
export class JobPictures {
  element;
  #name;
  #grid = el("div", { class: "pictures" });
  #shown = "";

  /** @param {string} name of the job */
  constructor(name) {
    this.#name = name;
    this.element = el(
      "section",
      { class: "panel", "aria-labelledby": "pictures-title", hidden: true },
      el("div", { class: "panel-head" }, el("h2", { id: "pictures-title" }, "Pictures")),
      this.#grid,
    );
  }

  /** @param {{pictures: {name: string, title: string, sizeBytes: number}[]}} answer */
  show({ pictures }) {
    const shown = JSON.stringify(pictures);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    this.element.hidden = pictures.length === 0;
    this.#grid.replaceChildren(...pictures.map((picture) => this.#figure(picture)));
  }

  fail() {
    this.element.hidden = this.#grid.children.length === 0;
  }

  #figure({ name, title, sizeBytes }) {
    // Its size in the address: a picture that was drawn anew is fetched anew.
    const address = `${jobPath(this.#name, "pictures", name)}?size=${sizeBytes}`;
    return el(
      "figure",
      { class: "picture" },
      el("a", { href: address, target: "_blank", rel: "noopener" }, el("img", { src: address, alt: title, loading: "lazy" })),
      el("figcaption", {}, title),
    );
  }
}
