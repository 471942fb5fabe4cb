/** How weights move: the schedule of rates, stochastic gradient descent and the moving average. */
package dev.baton.worker.yolo.optim;
