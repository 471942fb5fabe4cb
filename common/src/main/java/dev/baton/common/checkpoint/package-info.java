/** Snapshots and checkpoints: their bytes, their digests, the job's log and the commit. */
package dev.baton.common.checkpoint;
