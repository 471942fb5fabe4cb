/**
 * A fleet on one machine: a parent process that looks after a broker, a store, a scheduler and
 * workers, and how every other command finds it.
 */
package dev.baton.cli.local;
