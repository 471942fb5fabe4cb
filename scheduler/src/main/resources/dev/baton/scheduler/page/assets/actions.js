import { jobPath } from "./api.js";
import { ask } from "./components/dialog.js";
import { el } from "./dom.js";

/**
 * What can be asked of a job: the same requests as the command line's, judged by the same scheduler.
 * A button is offered where the scheduler would say yes.
 *
 * @typedef {object} Action
 * @property {string} name
 * @property {string} label
 * @property {string[]} of statuses in which it makes sense
 * @property {(job: import("./types.js").Job) => Omit<Parameters<typeof ask>[0], "act">} question
 * @property {(form: FormData) => object} [body]
 * @property {string} done what is said when it was accepted
 * @property {boolean} [isRemoval] after it there is no job to look at
 */

/** @type {Action[]} */
const ACTIONS = [
  {
    name: "pause",
    label: "Pause",
    of: ["QUEUED", "RUNNING"],
    question: ({ job, status }) => ({
      title: `Pause ${job}?`,
      text: [
        status === "RUNNING"
          ? "Its worker ends the step, commits a checkpoint and takes another job. Nothing is lost."
          : "It leaves the queue until it is resumed.",
      ],
      confirm: "Pause",
      command: `baton pause ${job}`,
    }),
    done: "is being paused",
  },
  {
    name: "resume",
    label: "Resume",
    of: ["PAUSED"],
    question: ({ job }) => ({
      title: `Resume ${job}?`,
      text: ["It joins the queue and goes on from its newest checkpoint."],
      confirm: "Resume",
      command: `baton resume ${job}`,
    }),
    done: "goes on",
  },
  {
    name: "rerun",
    label: "Run again",
    of: ["FAILED", "CANCELLED"],
    question: ({ job }) => ({
      title: `Run ${job} again?`,
      text: ["It goes on from its newest whole checkpoint, on a new branch of its log. Its options stay."],
      confirm: "Run again",
      command: `baton rerun ${job}`,
    }),
    done: "is queued again",
  },
  {
    name: "extend",
    label: "Extend",
    of: ["FINISHED"],
    question: ({ job, epochs }) => ({
      title: `Train ${job} on?`,
      text: [`It has its ${epochs} epochs. Learning rate and close_mosaic follow the new number from here on.`],
      confirm: "Extend",
      fields: [numberField("Epochs in all", "epochs", { min: epochs + 1, max: 1_000_000, value: epochs + Math.max(1, Math.round(epochs / 5)) })],
      command: `baton extend ${job} --epochs N`,
    }),
    body: (form) => ({ epochs: Number(form.get("epochs")) }),
    done: "trains on",
  },
  {
    name: "priority",
    label: "Priority",
    of: ["QUEUED", "RUNNING", "PAUSED"],
    question: ({ job, priority }) => ({
      title: `Priority of ${job}`,
      text: ["0 to 10; a higher one goes first, whoever owns it."],
      confirm: "Set",
      fields: [numberField("Priority", "priority", { min: 0, max: 10, value: priority })],
      command: `baton priority ${job} N`,
    }),
    body: (form) => ({ priority: Number(form.get("priority")) }),
    done: "has its new priority",
  },
  {
    name: "cancel",
    label: "Cancel",
    of: ["QUEUED", "RUNNING", "PAUSED"],
    question: ({ job }) => ({
      title: `Cancel ${job}?`,
      text: ["It ends here. Its checkpoints stay, and it can be run again from the newest one."],
      confirm: "Cancel the job",
      isDangerous: true,
      command: `baton cancel ${job}`,
    }),
    done: "is cancelled",
  },
  {
    name: "remove",
    label: "Remove",
    of: ["FINISHED", "FAILED", "CANCELLED"],
    question: ({ job }) => ({
      title: `Remove ${job}?`,
      text: ["It is forgotten, and its checkpoints, curves and pictures are deleted from the store. Weights that nobody has fetched are lost for good."],
      confirm: "Remove the job",
      isDangerous: true,
      command: `baton rm ${job}`,
    }),
    done: "is removed",
    isRemoval: true,
  },
];

/**
 * Buttons for what the job's status allows.
 *
 * @param {import("./context.js").Context} context @param {import("./types.js").Job} job
 * @returns {HTMLButtonElement[]}
 */
export function actionButtons(context, job) {
  return ACTIONS.filter(({ of }) => of.includes(job.status)).map((action) => {
    const question = action.question(job);
    return el(
      "button",
      {
        type: "button",
        class: `button${question.isDangerous ? " is-danger" : ""}`,
        "data-action": action.name,
        onclick: () => begin(context, job.job, action, question),
      },
      action.label,
    );
  });
}

function begin(context, job, action, question) {
  return action.isRemoval
    ? remove(context, job, question, action.done)
    : carryOut(context, job, question, action.name, action.body ?? (() => ({})), action.done);
}

/**
 * Goes back to an older checkpoint.
 *
 * @param {import("./context.js").Context} context @param {import("./types.js").Job} job @param {import("./types.js").Checkpoint} checkpoint @param {string} where in words
 */
export function askToRewind(context, job, checkpoint, where) {
  return carryOut(
    context,
    job.job,
    {
      title: `Go back to checkpoint ${checkpoint.sequence}?`,
      text: [
        `${job.job} trains anew from ${where}, on a new branch of its log.`,
        "What was trained since then stays stored, and stays in the list of checkpoints.",
      ],
      confirm: "Go back",
      command: `baton resume ${job.job} --from ${checkpoint.sequence}`,
    },
    "rewind",
    () => ({ from: checkpoint.sequence }),
    `goes on from checkpoint ${checkpoint.sequence}`,
  );
}

function carryOut({ api, say }, job, question, path, body, done) {
  return ask({
    ...question,
    act: async (form) => {
      await api.post(jobPath(job, path), body(form));
      say(`${job} ${done}.`, "good");
    },
  });
}

async function remove({ api, say, go }, job, question, done) {
  const isRemoved = await ask({
    ...question,
    act: async () => {
      await api.delete(jobPath(job));
      say(`${job} ${done}.`, "good");
    },
  });
  if (isRemoved) {
    go("/");
  }
}

function numberField(label, name, limits) {
  return el(
    "label",
    { class: "field" },
    el("span", { class: "field-label" }, label),
    el("input", { type: "number", name, required: true, step: 1, ...limits }),
  );
}
