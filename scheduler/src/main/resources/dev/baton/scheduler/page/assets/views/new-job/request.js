import { GROUPS, HYPER_PARAMETERS, OWN_MODEL } from "./fields.js";

/**
 * The train request that a form asks for. What was not filled in is left out, so that the scheduler's
 * defaults hold.
 *
 * @param {FormData} form
 * @param {Record<string, any>} [rest] what is sent beside the fields
 * @returns {Record<string, any>}
 */
export function requestOf(form, rest = {}) {
  /** @type {Record<string, any>} */
  const request = { version: 1, type: "train", ...rest };
  for (const field of GROUPS.flatMap(({ fields }) => fields)) {
    const text = String(form.get(field.name) ?? "").trim();
    if (field.kind === "usual-flag") {
      if (text === "") {
        request[field.name] = false;
      }
    } else if (text !== "" && !isUsual(field, text)) {
      request[field.name] = valueOf(field, text);
    }
  }
  if (request.cfg === OWN_MODEL) {
    request.cfg = String(form.get("cfg_yaml") ?? "").trim();
  }
  const hyp = Object.keys(HYPER_PARAMETERS)
    .map((name) => [name, String(form.get(`hyp.${name}`) ?? "").trim()])
    .filter(([, text]) => text !== "");
  if (hyp.length > 0) {
    request.hyp = { ...rest.hyp, ...Object.fromEntries(hyp.map(([name, text]) => [name, numberOf(text)])) };
  }
  return request;
}

/**
 * The command line for the same thing. Files that it needs are named after what they hold.
 *
 * @param {Record<string, any>} request
 */
export function commandLine(request) {
  const words = ["baton train"];
  for (const field of GROUPS.flatMap(({ fields }) => fields)) {
    const value = request[field.name];
    if (value === undefined) {
      continue;
    }
    if (field.name === "lr_schedule") {
      words.push(value === "linear" ? "" : `--${value}-lr`);
    } else if (field.kind === "flag" || field.kind === "usual-flag") {
      words.push(field.flag);
    } else if (Array.isArray(value)) {
      words.push(`${field.flag} ${value.map((one) => quoted(String(one))).join(" ")}`);
    } else {
      words.push(`${field.flag} ${quoted(isText(value) ? "model.yaml" : String(value))}`);
    }
  }
  if (request.hyp) {
    words.push("--hyp hyp.yaml");
  }
  return words.filter(Boolean).join(" ");
}

/**
 * Which field a reason of the scheduler speaks of: reasons begin with its name.
 *
 * @param {string} reason @param {string[]} names
 * @returns {string | undefined}
 */
export function fieldOf(reason, names) {
  const begin = reason.replace(/^unknown field /, "").replace(/^Field /, "").replace(/^"/, "");
  return names.filter((name) => begin === name || begin.startsWith(name) && !/[\w]/.test(begin[name.length])).sort((a, b) => b.length - a.length)[0];
}

/** A list always has something chosen; a model is named even so, since there is no usual one. */
function isUsual(field, text) {
  return field.kind === "choice" && field.name !== "cfg" && text === field.choices[0];
}

function valueOf(field, text) {
  if (field.kind === "flag") {
    return true;
  }
  if (field.kind === "wholes") {
    return text.split(/[\s,]+/).filter(Boolean).map(numberOf);
  }
  return field.kind === "whole" || field.kind === "number" ? numberOf(text) : text;
}

/** As it was typed when it is no number: the scheduler says what is wrong with it. */
function numberOf(text) {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function isText(value) {
  return typeof value === "string" && value.includes("\n");
}

/** For a POSIX shell. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
