/**
 * The pictures of a training, as PNG. Drawn by Java alone: letters are outlines in a resource, so
 * that neither a screen nor an installed font is needed.
 */
package dev.baton.worker.yolo.plots;
