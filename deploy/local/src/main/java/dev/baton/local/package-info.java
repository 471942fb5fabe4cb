/**
 * The broker and the object store of a fleet on one machine, each the main class of its own
 * process.
 */
package dev.baton.local;
