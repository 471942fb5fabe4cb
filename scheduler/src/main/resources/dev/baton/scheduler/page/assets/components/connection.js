import { el } from "../dom.js";
import { clock } from "../words.js";

/**
 * Says whether what the page shows is of now. While the scheduler is away all values are greyed, and
 * a banner says since when; the countdown to the next attempt is for the eyes only.
 */
export class ConnectionSign {
  banner;
  lamp = el("span", { class: "lamp is-connecting" }, el("span", { class: "lamp-word" }, "connecting"));
  #since = el("span");
  #countdown = el("span", { class: "quiet", "aria-hidden": "true" });
  #retryAt = 0;
  #timer = 0;
  #state = "connecting";

  /** @param {import("../stream.js").Stream} stream @param {AbortSignal} until */
  constructor(stream, until) {
    this.banner = el(
      "div",
      { class: "banner", role: "status", hidden: true },
      el("strong", {}, "Connection lost."),
      this.#since,
      this.#countdown,
      el("button", { type: "button", class: "button is-small", onclick: () => stream.retryNow() }, "Try now"),
    );
    stream.on("connection", (connection) => this.#show(connection), until);
  }

  #show({ state, retryAt }) {
    this.lamp.className = `lamp is-${state}`;
    this.lamp.firstElementChild.textContent = state;
    document.documentElement.classList.toggle("is-stale", state === "lost");
    clearInterval(this.#timer);
    if (state === "lost") {
      if (this.#state !== "lost") {
        this.#since.textContent = ` The scheduler does not answer; what you see is of ${clock(new Date().toISOString())}.`;
      }
      this.#retryAt = retryAt;
      this.#count();
      this.#timer = setInterval(() => this.#count(), 1000);
    }
    this.banner.hidden = state !== "lost";
    this.#state = state;
  }

  #count() {
    const seconds = Math.max(0, Math.ceil((this.#retryAt - Date.now()) / 1000));
    this.#countdown.textContent = seconds > 0 ? ` Next try in ${seconds} s.` : " Trying.";
  }
}
