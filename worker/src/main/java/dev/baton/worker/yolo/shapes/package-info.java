/** The data set that a demonstration trains on. */
package dev.baton.worker.yolo.shapes;
