import { el } from "../dom.js";

/** A quoted or plain word of a shell. */
const WORD = /(?:'[^']*'|\\.|[^\s'\\])+/g;

/**
 * A command line that is broken between options alone: an option stays with its values, and no line
 * ends behind one of its dashes. Its text is the line as it was.
 *
 * @param {string} line @returns {import("../dom.js").Child[]}
 */
export function commandText(line) {
  return parts(line).flatMap((part, index) => [index > 0 && " ", el("span", { class: "option" }, part)]);
}

/** `baton train`, `--img 160`, `--rect`, … */
function parts(line) {
  const found = [];
  for (const word of line.match(WORD) ?? []) {
    const isOption = /^-+[a-zA-Z]/.test(word);
    if (isOption || found.length === 0) {
      found.push(word);
    } else {
      found[found.length - 1] += ` ${word}`;
    }
  }
  return found;
}
