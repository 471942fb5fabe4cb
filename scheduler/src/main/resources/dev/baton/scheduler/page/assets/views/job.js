import { jobPath } from "../api.js";
import { el } from "../dom.js";
import { soon } from "../later.js";
import { JobAttempts } from "./job/attempts.js";
import { JobCheckpoints } from "./job/checkpoints.js";
import { JobCurves } from "./job/curves.js";
import { JobEvents } from "./job/events.js";
import { JobHead } from "./job/head.js";
import { JobOptions } from "./job/options.js";
import { JobPictures } from "./job/pictures.js";

const REFRESH_MILLIS = 400;

/** Events after which curves, attempts or checkpoints are others. */
const TELLING = new Set(["Checkpointed", "AttemptStarted", "AttemptEnded", "CheckpointDamaged", "JobFinished", "JobFailed", "JobCancelled", "RequestAccepted"]);

/** All about one job. @type {import("../router.js").ViewFactory} */
export function jobView(context, { parameters: [name], until }) {
  const { api, stream } = context;
  const job = { current: /** @type {import("../types.js").JobInFull | null} */ (null) };
  const head = new JobHead(context, name);
  const curves = new JobCurves();
  const attempts = new JobAttempts();
  const checkpoints = new JobCheckpoints(context, name, () => job.current);
  const events = new JobEvents(api, name, until);
  const pictures = new JobPictures(name);
  const options = new JobOptions();
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  /** @type {[string, {show: (answer: any, job: any) => void, fail: (failure: Error) => void}][]} */
  const parts = [
    ["curves", curves],
    ["attempts", attempts],
    ["checkpoints", checkpoints],
    ["pictures", pictures],
  ];
  const refresh = soon(loadParts, REFRESH_MILLIS, until);
  const body = el(
    "div",
    { class: "job-body", hidden: true },
    el("div", { class: "job-main" }, curves.element, attempts.element, checkpoints.element, pictures.element),
    el("div", { class: "job-side" }, events.element, options.element),
  );

  stream.on("jobs", ({ jobs, removed }) => followed(jobs, removed ?? []), until);
  stream.on("connection", ({ state }) => state === "live" && job.current === null && load(), until);
  stream.on("step", step, until);
  stream.on("event", happened, until);
  stream.on("resync", load, until);
  load();

  return {
    title: name,
    element: el("article", { class: "view job" }, head.element, problem, body),
  };

  async function load() {
    try {
      const found = await api.get(jobPath(name), {}, until);
      job.current = found;
      problem.hidden = true;
      body.hidden = false;
      head.show(found);
      options.show(found);
      stream.follow(["jobs", "event", "step"], name);
      events.load();
      await loadParts();
    } catch (failure) {
      fail(failure);
    }
  }

  async function loadParts() {
    await Promise.all(
      parts.map(async ([path, part]) => {
        try {
          part.show(await api.get(jobPath(name, path), {}, until), job.current);
        } catch (failure) {
          if (!until.aborted) {
            part.fail(failure);
          }
        }
      }),
    );
  }

  function followed(jobs, removed) {
    jobs.filter((row) => row.job === name).forEach(update);
    if (removed.includes(name)) {
      fail(new Error("This job has been removed."));
    }
  }

  function update(row) {
    const before = job.current;
    if (before === null) {
      load();
      return;
    }
    const now = { ...before, ...row };
    job.current = now;
    head.show(now);
    if (before.status !== row.status) {
      curves.showStep(null);
      refresh();
    }
  }

  function step(progress) {
    if (job.current?.status === "RUNNING") {
      head.showStep(progress);
      curves.showStep(progress);
    }
  }

  function happened(event) {
    if (event.job === name) {
      events.add(event);
      if (TELLING.has(event.kind)) {
        refresh();
      }
    }
  }

  function fail(failure) {
    if (until.aborted) {
      return;
    }
    problem.replaceChildren(el("span", { class: "line" }, failure.message), el("a", { class: "line", href: "/" }, "All jobs"));
    problem.hidden = false;
    if (job.current === null) {
      stream.follow(["jobs", "event", "step"], name); // a job that was accepted a moment ago, or a scheduler that comes back
    }
  }
}
