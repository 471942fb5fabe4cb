import { el } from "../../dom.js";
import { DataTable } from "../../components/data-table.js";
import { progressBar } from "../../components/progress.js";
import { statusChip } from "../../components/status.js";
import { NONE, ago, clock, number, rate, roughly } from "../../words.js";
import { jobLink, workerLink } from "../links.js";

/**
 * @param {object} options
 * @param {Set<string>} options.chosen jobs to compare
 * @param {(job: string, isChosen: boolean) => void} options.onChoose
 * @param {(sort: string) => void} options.onSort
 */
export function jobsTable({ chosen, onChoose, onSort }) {
  /** @type {DataTable<import("../../types.js").Job>} */
  const table = new DataTable({
    caption: "Jobs",
    className: "jobs",
    key: (job) => job.job,
    onSort,
    empty: "No job is like that. Take away a filter, or start one with “New job”.",
    columns: [
      { label: "", className: "choose", cell: (job) => chooser(job.job, chosen.has(job.job)) },
      { label: "Job", sort: "name", isHead: true, className: "job", cell: nameCell },
      { label: "Status", sort: "status", className: "status", cell: (job) => statusChip(job.status) },
      { label: "Epochs", sort: "progress", isDescendingFirst: true, className: "wide", cell: progressBar },
      { label: "mAP50", isNumber: true, cell: (job) => number(job.map50) },
      { label: "mAP50:95", sort: "fitness", isDescendingFirst: true, isNumber: true, cell: (job) => number(job.map) },
      { label: "Loss", isNumber: true, className: "minor", cell: (job) => number(job.loss) },
      { label: "Images/s", isNumber: true, className: "minor", cell: (job) => rate(job.imagesPerSecond) },
      { label: "Left", isNumber: true, cell: (job) => (job.etaSeconds === null ? NONE : roughly(1000 * job.etaSeconds)) },
      { label: "Worker", className: "worker", cell: (job) => (job.worker ? workerLink(job.worker) : NONE) },
      { label: "Attempts", isNumber: true, className: "minor", cell: (job) => job.attempts },
      { label: "Priority", sort: "priority", isDescendingFirst: true, isNumber: true, className: "minor", cell: (job) => job.priority },
      { label: "Owner", className: "owner", cell: (job) => el("span", { title: job.owner }, job.owner) },
      { label: "Submitted", sort: "submitted", isDescendingFirst: true, isNumber: true, cell: submitted },
    ],
  });
  table.element.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("input[data-job]")) {
      // A row that is drawn anew finds the same box, and leaves it and its focus alone.
      box.toggleAttribute("checked", box.checked);
      onChoose(box.dataset.job, box.checked);
    }
  });
  return table;
}

function chooser(job, isChosen) {
  const box = el("input", { type: "checkbox", "data-job": job, "aria-label": `Compare ${job}`, tabindex: 0 });
  box.toggleAttribute("checked", isChosen);
  return box;
}

function nameCell(job) {
  return [jobLink(job.job), el("span", { class: "under", title: job.why }, job.why ?? job.cfg)];
}

function submitted(job) {
  return el("time", { datetime: job.submittedAt, title: clock(job.submittedAt) }, ago(job.submittedAt));
}
