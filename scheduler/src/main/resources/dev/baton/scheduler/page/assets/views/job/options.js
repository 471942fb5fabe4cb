import { copyable } from "../../components/copy.js";
import { el } from "../../dom.js";

/** The options a job was sent with, defaults filled in, and the command line that sends the same. */
export class JobOptions {
  element;
  #command = el("div");
  #list = el("dl", { class: "options" });

  constructor() {
    this.element = el(
      "section",
      { class: "panel", "aria-labelledby": "options-title" },
      el("div", { class: "panel-head" }, el("h2", { id: "options-title" }, "Options")),
      el("h3", {}, "Command line"),
      this.#command,
      this.#list,
    );
  }

  /** @param {import("../../types.js").JobInFull} job */
  show({ spec, commandLine }) {
    this.#command.replaceChildren(copyable(commandLine, "the command line"));
    this.#list.replaceChildren(...flat(spec).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, valueCell(value)))));
  }
}

/** `hyp.lr0` and the fields of `detection` in one list. */
function flat(spec) {
  return Object.entries(spec ?? {}).flatMap(([name, value]) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return [[name, value]];
    }
    const prefix = name === "detection" ? "" : `${name}.`;
    return Object.entries(value).map(([inner, of]) => [prefix + inner, of]);
  });
}

function valueCell(value) {
  if (typeof value === "string" && value.includes("\n")) {
    return el("details", {}, el("summary", {}, "a text"), el("pre", {}, value));
  }
  return Array.isArray(value) ? value.join(", ") || "none" : String(value);
}
