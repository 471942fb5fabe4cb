/** Pushed data sets on this machine's disk. */
package dev.baton.worker.cache;
