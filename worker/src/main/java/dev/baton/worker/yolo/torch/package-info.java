/**
 * What DJL's PyTorch engine lacks, reached through TorchScript and DJL's own JNI: kernels without a
 * DJL method, gradients without a global collector, and the engine's settings of a thread.
 */
package dev.baton.worker.yolo.torch;
