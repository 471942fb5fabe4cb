package dev.baton.worker.yolo.data;

import java.util.List;

/**
 * How often images are to be drawn: by their classes, of which the rare and the badly detected
 * weigh most. Immutable.
 */
final class ImageWeights {
  private final double[] classWeights;
  private final List<float[]> rows;

  /**
   * @param annotations of each image
   */
  ImageWeights(List<Annotations> annotations, int classes) {
    rows = annotations.stream().map(Annotations::rows).toList();
    double[] counts = new double[classes];
    for (float[] image : rows) {
      for (int i = 0; i < image.length; i += 5) {
        counts[(int) image[i]]++;
      }
    }
    classWeights = new double[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      classWeights[k] = 1 / Math.max(counts[k], 1);
      sum += classWeights[k];
    }
    for (int k = 0; k < classes; k++) {
      classWeights[k] = classWeights[k] / sum * classes;
    }
  }

  /** One for each class, inverse to how often it occurs; their mean is 1. */
  double[] ofClasses() {
    return classWeights.clone();
  }

  /**
   * One for each class, with what is still to be learnt about it.
   *
   * @param classMaps mAP50-95 of each class
   */
  double[] ofClasses(double[] classMaps) {
    double[] weights = new double[classWeights.length];
    for (int k = 0; k < weights.length; k++) {
      double missing = 1 - classMaps[k];
      weights[k] = classWeights[k] * missing * missing / weights.length;
    }
    return weights;
  }

  /**
   * One for each image: the sum over its objects.
   *
   * @param classMaps mAP50-95 of each class
   */
  double[] ofImages(double[] classMaps) {
    double[] ofClasses = ofClasses(classMaps);
    double[] weights = new double[rows.size()];
    for (int image = 0; image < weights.length; image++) {
      float[] objects = rows.get(image);
      for (int i = 0; i < objects.length; i += 5) {
        weights[image] += ofClasses[(int) objects[i]];
      }
    }
    return weights;
  }
}
