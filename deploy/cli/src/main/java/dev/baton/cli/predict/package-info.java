/** Finds objects in images by trained weights, in this process. */
package dev.baton.cli.predict;
