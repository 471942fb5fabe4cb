/** Data sets in YOLO format: reading, checking, augmenting, batching. */
package dev.baton.worker.yolo.data;
