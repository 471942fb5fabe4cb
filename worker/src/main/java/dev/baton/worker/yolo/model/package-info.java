/**
 * YOLOv9 and GELAN networks (Wang, Yeh, Liao 2024, arXiv:2402.13616) as DJL blocks, built from a
 * model YAML. Names of parameters are those of the public checkpoints, so weights move both ways.
 */
package dev.baton.worker.yolo.model;
