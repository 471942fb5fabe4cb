/**
 * The trainer of YOLOv9 and GELAN detectors: data, model, loss, optimizer and metrics put together.
 * Knows nothing of Kafka, object stores or leases.
 */
package dev.baton.worker.yolo;
