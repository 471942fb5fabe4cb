import { jobPath } from "../api.js";
import { copyable } from "../components/copy.js";
import { el } from "../dom.js";
import { jobAddress } from "./links.js";
import { alsoSent, copiedFrom } from "./new-job/copied.js";
import { GROUPS, HYPER_PARAMETERS, OWN_MODEL } from "./new-job/fields.js";
import { commandLine, fieldOf, requestOf } from "./new-job/request.js";

/** A train request as a form. @type {import("../router.js").ViewFactory} */
export function newJobView({ api, stream, go, say }, { query, until }) {
  const inputs = new Map();
  const reasons = new Map();
  const summary = el("div", { class: "problem", role: "alert", hidden: true, tabindex: -1 });
  const command = el("div");
  const more = el("div", { class: "new-job-more" });
  /** @type {Record<string, any>} */
  let rest = {};
  const yaml = el("textarea", { name: "cfg_yaml", rows: 10, spellcheck: "false" });
  const yamlField = el("label", { class: "field is-wide", hidden: true }, el("span", { class: "field-label" }, "Model as YAML"), yaml);
  const send = el("button", { type: "submit", class: "button is-primary" }, "Start the job");
  const form = el(
    "form",
    { class: "new-job", novalidate: true, onsubmit: submit, oninput: changed },
    summary,
    GROUPS.map(({ title, isOpen, fields }) =>
      group(title, isOpen, fields.flatMap((field) => (field.name === "cfg" ? [fieldElement(field), yamlField] : [fieldElement(field)]))),
    ),
    group("Hyper-parameters", false, Object.entries(HYPER_PARAMETERS).map(([name, usual]) => fieldElement({ name: `hyp.${name}`, flag: "", kind: "number", usual: String(usual) }))),
    el("div", { class: "form-end" }, send),
  );
  stream.follow([]);
  prefill(query.get("from"));
  changed();

  return {
    title: "New job",
    element: el(
      "section",
      { class: "view with-side" },
      el("div", { class: "view-head" }, el("h1", { tabindex: -1 }, "New job")),
      form,
      el(
        "aside",
        { class: "panel new-job-side", "aria-labelledby": "command-title" },
        el("h2", { id: "command-title" }, "In a terminal"),
        command,
        more,
        el("p", { class: "quiet" }, "Fields that are left empty take the value that is shown in them. The data set has to lie at the same path on every worker."),
      ),
    ),
  };

  function fieldElement(field) {
    const reason = el("span", { class: "field-reason", id: `reason-${field.name}`, hidden: true });
    const input = inputFor(field);
    input.setAttribute("aria-describedby", `reason-${field.name}`);
    inputs.set(field.name, input);
    reasons.set(field.name, reason);
    const label = el("span", { class: "field-label" }, field.name.replace("hyp.", ""), field.isRequired && el("span", { class: "needed" }, " needed"));
    return field.kind.endsWith("flag")
      ? el("label", { class: "field is-flag", title: field.flag }, input, label, reason)
      : el("label", { class: "field", title: field.flag || null }, label, input, field.hint && el("span", { class: "field-hint" }, field.hint), reason);
  }

  function changed() {
    yamlField.hidden = inputs.get("cfg").value !== OWN_MODEL;
    command.replaceChildren(copyable(commandLine(requestOf(new FormData(form), rest)), "the command line"));
  }

  async function submit(event) {
    event.preventDefault();
    send.disabled = true;
    clearReasons();
    try {
      const { job } = await api.post("/api/jobs", requestOf(new FormData(form), rest));
      say(`${job} is accepted.`, "good");
      go(jobAddress(job));
    } catch (failure) {
      showReasons(failure);
    } finally {
      send.disabled = false;
    }
  }

  function clearReasons() {
    summary.hidden = true;
    for (const [name, reason] of reasons) {
      reason.hidden = true;
      inputs.get(name).removeAttribute("aria-invalid");
    }
  }

  /** Each reason beside its field; all of them on top, for those who hear the page. */
  function showReasons(failure) {
    const lines = failure.reasons?.length > 0 ? failure.reasons : [failure.message];
    summary.replaceChildren(...lines.map((line) => el("span", { class: "line" }, line)));
    summary.hidden = false;
    let first = null;
    for (const line of lines) {
      const name = fieldOf(line, [...inputs.keys()]);
      if (name) {
        const reason = reasons.get(name);
        reason.textContent = line;
        reason.hidden = false;
        const input = inputs.get(name);
        input.setAttribute("aria-invalid", "true");
        input.closest("details")?.setAttribute("open", "");
        first ??= input;
      }
    }
    (first ?? summary).focus();
  }

  /** Begins with the options of another job, whose name it cannot have. */
  async function prefill(job) {
    if (!job) {
      return;
    }
    try {
      const { spec } = await api.get(jobPath(job), {}, until);
      const copied = copiedFrom(spec);
      copied.values.forEach((value, name) => set(name === yaml.name ? yaml : inputs.get(name), value));
      rest = copied.rest;
      showMore(job, copied);
      changed();
      inputs.get("job").focus();
    } catch (failure) {
      if (!until.aborted) {
        say(failure.message, "bad");
      }
    }
  }

  function showMore(job, copied) {
    const leaveOut = () => {
      rest = {};
      showMore(job, { ...copied, rest });
      changed();
    };
    more.replaceChildren(...alsoSent(job, copied, leaveOut));
  }
}

function group(title, isOpen, fields) {
  const grid = el("div", { class: "field-grid" }, fields);
  return el("details", { class: "panel field-group", open: isOpen }, el("summary", {}, el("h2", {}, title)), grid);
}

function inputFor({ name, kind, usual, choices, least, most, step, isRequired, isPath }) {
  switch (kind) {
    case "flag":
      return el("input", { type: "checkbox", name });
    case "usual-flag":
      return el("input", { type: "checkbox", name, checked: true });
    case "choice":
      return el("select", { name }, choices.map((choice) => el("option", { value: choice }, choice)));
    case "text":
    case "wholes":
      return el("input", { type: "text", name, placeholder: usual, required: isRequired, autocomplete: "off", spellcheck: "false", autocapitalize: "none", class: isPath ? "is-path" : null });
    default:
      return el("input", { type: "number", name, placeholder: usual, min: least, max: most, step: kind === "number" ? "any" : step ?? 1 });
  }
}

function set(input, value) {
  input.closest("details").open = true; // What was copied is seen.
  if (input.type === "checkbox") {
    input.checked = value;
  } else {
    input.value = value;
  }
}
