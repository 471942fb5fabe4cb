package dev.baton.worker.yolo.data;

import java.util.Optional;

/**
 * One usable image of a data set, with all that training needs to know about it but its pixels.
 *
 * @param path relative to the data set's root, with {@code /} between the names
 * @param sizeBytes size of the image file
 * @param sha256 of the image file, hexadecimal
 * @param annotationsSha256 of the label file, hexadecimal; empty for an image without one
 * @param width in pixels, after the EXIF orientation
 * @param height in pixels, after the EXIF orientation
 */
public record IndexedImage(
    String path,
    long sizeBytes,
    String sha256,
    Optional<String> annotationsSha256,
    int width,
    int height,
    Annotations annotations) {

  IndexedImage with(Annotations others) {
    return new IndexedImage(path, sizeBytes, sha256, annotationsSha256, width, height, others);
  }
}
