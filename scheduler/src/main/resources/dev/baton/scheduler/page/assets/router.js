/**
 * Addresses and the views they show. A view lives until the next one is shown: what it has started
 * ends with its signal.
 *
 * @typedef {import("./context.js").Context} Context
 * @typedef {object} View
 * @property {string} title
 * @property {HTMLElement} element whose `h1` is focused, so that a screen reader says where it is
 * @typedef {(context: Context, place: Place) => View} ViewFactory
 * @typedef {object} Place
 * @property {string[]} parameters the groups of the address's pattern
 * @property {URLSearchParams} query
 * @property {AbortSignal} until aborted when the view is left
 */

export class Router {
  #routes;
  #outlet;
  #context;
  #onShow;
  #shown = new AbortController();

  /**
   * @param {[RegExp, ViewFactory][]} routes the first that matches counts; the last matches all
   * @param {HTMLElement} outlet
   * @param {Context} context
   * @param {(path: string) => void} onShow
   */
  constructor(routes, outlet, context, onShow) {
    this.#routes = routes;
    this.#outlet = outlet;
    this.#context = context;
    this.#onShow = onShow;
  }

  start() {
    window.addEventListener("popstate", () => this.#show(true));
    document.addEventListener("click", (event) => this.#follow(event));
    this.#show(false);
  }

  /** @param {string} address path and query */
  go(address) {
    history.pushState(null, "", address);
    this.#show(true);
  }

  /** Notes what a view shows in its address, without a step in the history. @param {string} address */
  note(address) {
    history.replaceState(null, "", address);
  }

  #follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) {
      return;
    }
    const url = new URL(link.href);
    const isInside = url.origin === location.origin && !/^\/(api|assets|metrics|healthz)(\/|$)/.test(url.pathname);
    if (isInside) {
      event.preventDefault();
      this.go(url.pathname + url.search);
    }
  }

  #show(isMoved) {
    this.#shown.abort();
    this.#shown = new AbortController();
    const path = location.pathname;
    for (const [pattern, view] of this.#routes) {
      const match = pattern.exec(path);
      if (match) {
        const { title, element } = view(this.#context, {
          parameters: match.slice(1).map(decoded),
          query: new URLSearchParams(location.search),
          until: this.#shown.signal,
        });
        document.title = `${title} · Baton`;
        this.#outlet.replaceChildren(element);
        this.#onShow(path);
        if (isMoved) {
          window.scrollTo(0, 0);
          element.querySelector("h1")?.focus({ preventScroll: true });
        }
        return;
      }
    }
  }
}

/** As it is when it cannot be decoded: then it names nothing, and the view says so. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
