package dev.baton.worker.attempt;

import java.util.function.Supplier;

/**
 * A picture that shows something of a training.
 *
 * @param name file name, for example {@code results.png}
 * @param drawing gives the PNG, the same whoever draws it
 */
public record Picture(String name, Supplier<byte[]> drawing) {}
