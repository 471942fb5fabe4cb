/** What a detection network's raw maps are trained against: task-aligned targets and their loss. */
package dev.baton.worker.yolo.loss;
