package dev.baton.worker.yolo.optim;

/**
 * What holds for one step.
 *
 * @param bias learning rate of biases
 * @param weight learning rate of all other parameters
 * @param momentum of all parameters
 * @param accumulate steps whose gradients are summed before an update
 */
public record StepRates(double bias, double weight, double momentum, int accumulate) {}
