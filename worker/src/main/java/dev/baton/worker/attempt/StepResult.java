package dev.baton.worker.attempt;

import java.util.Map;

/**
 * What one step gave; plain numbers only, no native memory.
 *
 * @param losses by name, in the order in which to show them, for example box, cls, dfl
 * @param images images in the batch
 * @param learningRate of the decayed weights
 */
public record StepResult(Map<String, Double> losses, int images, double learningRate) {}
