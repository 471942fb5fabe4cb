/**
 * What the scheduler decides: a pure function of its state and of what it learns. No clock, no
 * network, no disk; it sees {@code java.*} and the messages only.
 */
package dev.baton.scheduler.core;
