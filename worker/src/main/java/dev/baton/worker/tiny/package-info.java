/** A trainer of a few hundred parameters, for drills and for the fleet's own tests. */
package dev.baton.worker.tiny;
