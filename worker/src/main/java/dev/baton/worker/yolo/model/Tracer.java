package dev.baton.worker.yolo.model;

import ai.djl.nn.Parameter;
import dev.baton.worker.yolo.model.Operation.Activated;
import dev.baton.worker.yolo.model.Operation.Convolution;
import dev.baton.worker.yolo.model.Operation.Joined;
import dev.baton.worker.yolo.model.Operation.Maxima;
import dev.baton.worker.yolo.model.Operation.Means;
import dev.baton.worker.yolo.model.Operation.Normalisation;
import dev.baton.worker.yolo.model.Operation.Resized;
import dev.baton.worker.yolo.model.Operation.Split;
import dev.baton.worker.yolo.model.Operation.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down the operations of the blocks that are walked through with it. */
final class Tracer {
  private final List<Operation> operations = new ArrayList<>();
  private int features;

  List<Operation> operations() {
    return operations;
  }

  Feature feature(int channels, int height, int width) {
    return new Feature(features++, channels, height, width);
  }

  private Feature like(Feature x) {
    return feature(x.channels(), x.height(), x.width());
  }

  Feature convolution(Feature x, Parameter weight, Optional<Parameter> bias, int stride) {
    int out = (int) weight.getShape().get(0);
    int groups = x.channels() / (int) weight.getShape().get(1);
    int kernel = (int) weight.getShape().get(2);
    Feature y =
        feature(
            out,
            windows(x.height(), kernel, kernel / 2, stride),
            windows(x.width(), kernel, kernel / 2, stride));
    operations.add(
        new Convolution(
            x, y, weight.getName(), bias.map(Parameter::getName), kernel, stride, groups));
    return y;
  }

  Feature normalisation(Feature x, String path) {
    Feature y = like(x);
    operations.add(new Normalisation(x, y, path));
    return y;
  }

  Feature activated(Feature x, Activation activation) {
    if (activation == Activation.NONE) {
      return x;
    }
    Feature y = like(x);
    operations.add(new Activated(x, y, activation));
    return y;
  }

  Feature means(Feature x) {
    Feature y = feature(x.channels(), x.height() - 1, x.width() - 1);
    operations.add(new Means(x, y));
    return y;
  }

  Feature maxima(Feature x, int kernel, int stride) {
    Feature y =
        feature(
            x.channels(),
            windows(x.height(), kernel, kernel / 2, stride),
            windows(x.width(), kernel, kernel / 2, stride));
    operations.add(new Maxima(x, y, kernel, stride));
    return y;
  }

  Feature resized(Feature x, int height, int width) {
    Feature y = feature(x.channels(), height, width);
    operations.add(new Resized(x, y));
    return y;
  }

  Feature sum(Feature a, Feature b) {
    Feature y = like(a);
    operations.add(new Sum(a, b, y));
    return y;
  }

  Feature joined(List<Feature> parts) {
    Feature first = parts.getFirst();
    int channels = parts.stream().mapToInt(Feature::channels).sum();
    Feature y = feature(channels, first.height(), first.width());
    operations.add(new Joined(List.copyOf(parts), y));
    return y;
  }

  List<Feature> split(Feature x, List<Integer> channels) {
    List<Feature> parts =
        channels.stream().map(count -> feature(count, x.height(), x.width())).toList();
    operations.add(new Split(x, parts));
    return parts;
  }

  /** The two halves of the channels. */
  List<Feature> halves(Feature x) {
    return split(x, List.of(x.channels() / 2, x.channels() / 2));
  }

  private static int windows(int side, int kernel, int padding, int stride) {
    return (side + 2 * padding - kernel) / stride + 1;
  }
}
