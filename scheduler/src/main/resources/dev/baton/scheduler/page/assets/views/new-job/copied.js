import { el } from "../../dom.js";
import { GROUPS, HYPER_PARAMETERS, MODELS, OWN_MODEL } from "./fields.js";

/**
 * Another job's options, for a form: what goes into its fields, and what none of them can hold.
 *
 * @typedef {object} Copied
 * @property {Map<string, string | boolean>} values by field; where the usual one holds, none
 * @property {Record<string, any>} rest of the request, as it is sent
 * @property {string | null} hidden where a webhook went, whose path the scheduler tells nobody
 */

/** @param {Record<string, any>} spec @returns {Copied} */
export function copiedFrom(spec) {
  const { detection, hyp, notify_url: hidden, ...own } = spec;
  const values = new Map();
  const rest = {};
  for (const [name, value] of Object.entries({ ...own, ...detection })) {
    const field = GROUPS.flatMap(({ fields }) => fields).find((one) => one.name === name);
    if (value === null) {
      continue;
    }
    if (name === "cfg" && !MODELS.includes(value)) {
      values.set("cfg", OWN_MODEL).set("cfg_yaml", value);
    } else if (field && isFor(field, value)) {
      if (!isUsual(field, value)) {
        values.set(name, textFor(value));
      }
    } else {
      rest[name] = value;
    }
  }
  const others = Object.entries(hyp ?? {}).filter(([name, value]) => {
    const hasField = name in HYPER_PARAMETERS;
    if (hasField) {
      values.set(`hyp.${name}`, String(value));
    }
    return !hasField;
  });
  if (others.length > 0) {
    rest.hyp = Object.fromEntries(others);
  }
  return { values, rest, hidden: hidden ?? null };
}

/**
 * Says what is sent beside the fields, and what could not be copied; nothing when there is neither.
 *
 * @param {string} job it was copied from @param {Copied} copied @param {() => void} onLeaveOut
 */
export function alsoSent(job, { rest, hidden }, onLeaveOut) {
  const isMore = Object.keys(rest).length > 0;
  return [
    isMore && el("h2", {}, "Also sent"),
    isMore && el("p", { class: "quiet" }, `Options of ${job} that have no field here; the line above does not say them.`),
    isMore && el("pre", { class: "also-sent" }, JSON.stringify(rest, null, 2)),
    isMore && el("button", { type: "button", class: "button is-small", onclick: onLeaveOut }, "Leave them out"),
    hidden && el("p", { class: "not-copied" }, `Not copied: notify_url of ${job}, ${hidden}. Its path is a secret; give it again if this job is to tell of its end too.`),
  ].filter(Boolean);
}

/** A list cannot show what is not in it, as of a newer scheduler. */
function isFor({ kind, choices }, value) {
  switch (kind) {
    case "choice":
      return choices.includes(value);
    case "flag":
    case "usual-flag":
      return typeof value === "boolean";
    case "wholes":
      return Array.isArray(value);
    default:
      return typeof value !== "object";
  }
}

function isUsual({ kind, usual, choices }, value) {
  switch (kind) {
    case "choice":
      return value === choices[0];
    case "flag":
      return value === false;
    case "usual-flag":
      return value === true;
    case "wholes":
      return value.length === 0;
    default:
      return String(value) === usual;
  }
}

function textFor(value) {
  if (typeof value === "boolean") {
    return value;
  }
  return Array.isArray(value) ? value.join(" ") : String(value);
}
