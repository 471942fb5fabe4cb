/**
 * The shell around the scheduler's core: one thread that polls, lets the core decide, and stores
 * what was decided in one transaction.
 */
package dev.baton.scheduler.kafka;
