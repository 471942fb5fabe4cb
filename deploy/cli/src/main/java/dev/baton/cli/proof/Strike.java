package dev.baton.cli.proof;

import dev.baton.cli.proof.StoreProxy.Mood;
import java.time.Duration;

/**
 * One blow to a fleet.
 *
 * @param waitsForCheckpoint whether the job must have committed a checkpoint since the strike
 *     before; else a worker's first step is enough
 * @param pause from that sign of life to the blow
 * @param mood of the store, where that is what it does
 * @param length of what lasts: a stop, or a mood
 */
record Strike(
    StrikeKind kind, boolean waitsForCheckpoint, Duration pause, Mood mood, Duration length) {}
