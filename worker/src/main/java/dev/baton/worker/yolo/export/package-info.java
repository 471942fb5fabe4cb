/** Weights and networks in the formats of other programs. */
package dev.baton.worker.yolo.export;
