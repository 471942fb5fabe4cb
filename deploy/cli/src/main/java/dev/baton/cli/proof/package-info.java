/**
 * How the promise of equal bits is checked: stored checkpoints, trainings that are replayed, fleets
 * that are broken on purpose.
 */
package dev.baton.cli.proof;
