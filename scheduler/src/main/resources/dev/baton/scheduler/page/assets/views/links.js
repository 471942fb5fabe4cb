import { el } from "../dom.js";
import { queryString } from "../api.js";

/** Where a job is shown. @param {string} job */
export function jobAddress(job) {
  return `/jobs/${encodeURIComponent(job)}`;
}

/** @param {string[]} jobs */
export function compareAddress(jobs) {
  return `/compare${queryString({ jobs: jobs.join(",") })}`;
}

/** @param {string} job */
export function jobLink(job) {
  return el("a", { href: jobAddress(job), class: "name" }, job);
}

/** @param {string} worker */
export function workerLink(worker) {
  return el("a", { href: `/workers${queryString({ q: worker })}`, class: "plain-link" }, worker);
}
