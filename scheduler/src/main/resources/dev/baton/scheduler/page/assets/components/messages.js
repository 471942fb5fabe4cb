import { el } from "../dom.js";

const SHOWN_MILLIS = 6000;

/** Short messages at the page's edge. Screen readers hear them when they have nothing else to say. */
export class Messages {
  element = el("div", { class: "messages", role: "status", "aria-live": "polite" });

  /** @param {string} text @param {"plain" | "good" | "bad"} [tone] */
  say(text, tone = "plain") {
    const message = el("p", { class: `message is-${tone}` }, text);
    this.element.append(message);
    setTimeout(() => message.remove(), SHOWN_MILLIS);
  }
}
