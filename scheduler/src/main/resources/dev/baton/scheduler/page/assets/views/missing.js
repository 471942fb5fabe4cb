import { el } from "../dom.js";

/** An address that is none. @type {import("../router.js").ViewFactory} */
export function missingView({ stream }) {
  stream.follow([]);
  return {
    title: "No such page",
    element: el(
      "section",
      { class: "view is-narrow" },
      el("div", { class: "view-head" }, el("h1", { tabindex: -1 }, "No such page")),
      el("p", {}, "There is nothing at ", el("code", {}, location.pathname), ". ", el("a", { href: "/" }, "See the jobs"), "."),
    ),
  };
}
