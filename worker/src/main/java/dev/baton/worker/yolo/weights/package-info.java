/**
 * Weights from and for other programs: safetensors, and PyTorch's {@code .pt} files, which are read
 * without executing anything in them.
 */
package dev.baton.worker.yolo.weights;
