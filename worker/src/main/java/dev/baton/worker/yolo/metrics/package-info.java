/** From decoded predictions to mean average precision: pure functions, no native memory. */
package dev.baton.worker.yolo.metrics;
