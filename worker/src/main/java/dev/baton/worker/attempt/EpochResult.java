package dev.baton.worker.attempt;

import java.util.Map;

/**
 * What a finished epoch gave.
 *
 * @param metrics by name, in the order in which to show them, for example mAP50, mAP50-95
 * @param fitness what "best" is judged by, higher is better
 * @param isBest whether no earlier epoch was fitter
 */
public record EpochResult(Map<String, Double> metrics, double fitness, boolean isBest) {}
