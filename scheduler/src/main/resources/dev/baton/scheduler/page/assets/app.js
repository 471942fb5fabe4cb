/** Builds the page: general parts first, then what is made of them. */

import { Api } from "./api.js";
import { ConnectionSign } from "./components/connection.js";
import { Messages } from "./components/messages.js";
import { signIn } from "./components/sign-in.js";
import { themeSwitch } from "./components/theme-switch.js";
import { el, svg } from "./dom.js";
import { Router } from "./router.js";
import { Stream } from "./stream.js";
import { compareView } from "./views/compare.js";
import { fleetView } from "./views/fleet.js";
import { jobView } from "./views/job.js";
import { missingView } from "./views/missing.js";
import { newJobView } from "./views/new-job.js";
import { workersView } from "./views/workers.js";

/** @type {[RegExp, import("./router.js").ViewFactory][]} */
const ROUTES = [
  [/^\/(?:jobs\/?)?$/, fleetView],
  [/^\/jobs\/([^/]+)\/?$/, jobView],
  [/^\/workers\/?$/, workersView],
  [/^\/compare\/?$/, compareView],
  [/^\/new\/?$/, newJobView],
  [/(?:)/, missingView],
];

const LINKS = [
  ["/", "Jobs"],
  ["/workers", "Workers"],
  ["/compare", "Compare"],
];

const forever = new AbortController().signal;
const askForToken = signIn();
const api = new Api(askForToken);
const stream = new Stream(askForToken);
const messages = new Messages();
const sign = new ConnectionSign(stream, forever);
const links = LINKS.map(([href, label]) => el("a", { href }, label));
const outlet = el("main", { id: "main" });
const router = new Router(
  ROUTES,
  outlet,
  {
    api,
    stream,
    go: (address) => router.go(address),
    note: (address) => router.note(address),
    say: (text, tone) => messages.say(text, tone),
  },
  markLink,
);

document.body.append(
  el("a", { class: "skip", href: "#main", onclick: skip }, "Skip to the content"),
  el(
    "header",
    { class: "top" },
    el("a", { class: "brand", href: "/" }, mark(), "Baton"),
    el("nav", { class: "links", "aria-label": "Views" }, links),
    el("div", { class: "top-end" }, sign.lamp, themeSwitch(), el("a", { class: "button is-primary", href: "/new" }, "New job")),
  ),
  sign.banner,
  outlet,
  messages.element,
);
document.addEventListener("keydown", focusFilter);
router.start();

function markLink(path) {
  for (const link of links) {
    const href = link.getAttribute("href");
    const isHere = href === "/" ? path === "/" || path.startsWith("/jobs") : path.startsWith(href);
    link.toggleAttribute("aria-current", isHere);
    if (isHere) {
      link.setAttribute("aria-current", "page");
    }
  }
}

/** A slash goes to the view's filter, unless something is being typed. */
function focusFilter(event) {
  const isTyping = event.target instanceof Element && event.target.matches("input, select, textarea");
  const filter = /** @type {HTMLInputElement | null} */ (document.querySelector("main input[type=search]"));
  if (event.key === "/" && !isTyping && filter && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    filter.focus();
    filter.select();
  }
}

function skip(event) {
  event.preventDefault();
  outlet.querySelector("h1")?.focus();
}

function mark() {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", class: "mark" },
    svg(
      "g",
      { transform: "rotate(-38 12 12)" },
      svg("rect", { x: 1.5, y: 8.8, width: 21, height: 6.4, rx: 3.2, class: "mark-stick" }),
      svg("path", { d: "M1.5 12a3.2 3.2 0 0 1 3.2-3.2H9.5v6.4H4.7A3.2 3.2 0 0 1 1.5 12z", class: "mark-grip" }),
    ),
  );
}
