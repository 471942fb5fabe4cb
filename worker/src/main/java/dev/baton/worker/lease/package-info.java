/** Taking, renewing and losing the right to a command: the share group's side of a worker. */
package dev.baton.worker.lease;
