import { el } from "../dom.js";
import { commandText } from "./command-text.js";
import { ApiError } from "../api.js";

/**
 * Asks before something is done. The answer of the scheduler is awaited in the dialog: a refusal is
 * shown there, in its own words, with what was typed still in place.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {import("../dom.js").Child[]} question.text
 * @param {string} question.confirm what the button says: a verb
 * @param {boolean} [question.isDangerous]
 * @param {HTMLElement[]} [question.fields]
 * @param {string} [question.command] the command line for the same thing
 * @param {(form: FormData) => Promise<void>} question.act
 * @returns {Promise<boolean>} whether it was done
 */
export function ask({ title, text, confirm, isDangerous, fields, command, act }) {
  return new Promise((resolve) => {
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const button = el("button", { type: "submit", class: `button ${isDangerous ? "is-danger" : "is-primary"}` }, confirm);
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { id: "dialog-title" }, title),
      el("div", { class: "dialog-text" }, text.map((paragraph) => el("p", {}, paragraph))),
      fields ?? [],
      command && el("p", { class: "same-command" }, "In a terminal: ", el("code", {}, commandText(command))),
      problem,
      el(
        "div",
        { class: "dialog-buttons" },
        el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Back"),
        button,
      ),
    );
    const dialog = el("dialog", { "aria-labelledby": "dialog-title", onclose: () => finish(false) }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      problem.hidden = true;
      try {
        await act(new FormData(form));
        finish(true);
      } catch (failure) {
        problem.replaceChildren(...explain(failure));
        problem.hidden = false;
        button.disabled = false;
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    (form.querySelector("input, select") ?? button).focus();

    /** Closed before it goes, so that the focus returns to where it was. */
    function finish(isDone) {
      resolve(isDone);
      dialog.close();
      dialog.remove();
    }
  });
}

/** A failure's own words, one line for each reason. @param {unknown} failure @returns {Node[]} */
export function explain(failure) {
  const isRefusal = failure instanceof ApiError && failure.reasons.length > 0;
  const lines = isRefusal ? failure.reasons : [failure instanceof Error ? failure.message : String(failure)];
  return lines.map((line) => el("span", { class: "line" }, line));
}
