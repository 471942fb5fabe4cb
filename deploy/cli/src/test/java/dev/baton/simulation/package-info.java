/**
 * The protocol in virtual time: the real scheduler core and the real worker against a broker and a
 * store in memory, with everything that may go wrong drawn from one seed. docs/simulation.md tells
 * what is real here, what is not, and what it has found.
 */
package dev.baton.simulation;
