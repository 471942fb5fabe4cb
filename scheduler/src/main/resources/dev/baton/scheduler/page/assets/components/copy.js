import { el } from "../dom.js";
import { commandText } from "./command-text.js";

/** A command line to copy, with the button that does it. @param {string} text @param {string} label of what it is */
export function copyable(text, label) {
  const code = el("code", { class: "command" }, commandText(text));
  const button = el("button", { type: "button", class: "button is-small", "aria-label": `Copy ${label}`, onclick: copy }, "Copy");
  return el("div", { class: "copyable" }, code, button);

  async function copy() {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      // Without leave, or over plain HTTP from another machine: marked, so that Ctrl-C is enough.
      getSelection()?.selectAllChildren(code);
      button.textContent = "Marked";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  }
}
