/**
 * What a worker tells Prometheus: numbers of this process, never a job's name. docs/metrics.md
 * lists them.
 */
package dev.baton.worker.prometheus;
