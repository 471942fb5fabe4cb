package dev.baton.worker.yolo.model;

import dev.baton.worker.yolo.model.Network.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Turns the rows of a model YAML into blocks; refuses, naming the row, what cannot be built. */
final class NetworkBuilder {
  static final int IMAGE_CHANNELS = 3;

  private final ModelYaml yaml;
  private final HeadShape head;
  private final LayerScripts scripts;
  private final Place.Form form;
  private final Activation activation;
  private final List<Layer> layers = new ArrayList<>();

  NetworkBuilder(ModelYaml yaml, HeadShape head, LayerScripts scripts, Place.Form form) {
    this.yaml = yaml;
    this.head = head;
    this.scripts = scripts;
    this.form = form;
    this.activation = activation(yaml.activation());
    if (yaml.inputChannels() != IMAGE_CHANNELS) {
      throw ModelYaml.refused(
          "ch: %d: images have %d channels; remove the key"
              .formatted(yaml.inputChannels(), IMAGE_CHANNELS));
    }
  }

  List<Layer> layers() {
    for (ModelRow row : yaml.rows()) {
      List<Integer> from = row.from().stream().map(index -> absolute(row, index)).toList();
      layers.add(new Layer(from, block(row, from)));
    }
    if (layers.isEmpty() || !(layers.getLast().block() instanceof DetectionHead)) {
      throw ModelYaml.refused(
          "its last row must be the head: DDetect, DualDDetect or TripleDDetect");
    }
    return layers;
  }

  private static Activation activation(String expression) {
    return switch (expression) {
      case "nn.SiLU()" -> Activation.SILU;
      case "nn.ReLU()" -> Activation.RELU;
      default ->
          throw ModelYaml.refused(
              "activation: %s: use nn.SiLU() or nn.ReLU()".formatted(expression));
    };
  }

  /** Index of an input layer, −1 for the image. */
  private static int absolute(ModelRow row, int index) {
    int absolute = index < 0 ? row.index() + index : index;
    if (absolute < -1 || absolute >= row.index()) {
      throw row.refused("input %d is no earlier layer".formatted(index));
    }
    return absolute;
  }

  private NetworkBlock block(ModelRow row, List<Integer> from) {
    List<Integer> in = from.stream().flatMap(index -> channels(index).stream()).toList();
    Place at = new Place("model." + row.index(), scripts, activation, form);
    return switch (row.module()) {
      case "Conv" -> {
        row.requireArguments(1, 3);
        int kernel = row.integer(1, 1);
        int stride = row.integer(2, 1);
        yield repeated(row, at, in, p -> new ConvUnit(p, in.getFirst(), out(row), kernel, stride));
      }
      case "AConv" -> {
        row.requireArguments(1, 1);
        yield repeated(row, at, in, p -> new AConv(p, in.getFirst(), out(row)));
      }
      case "ADown" -> {
        row.requireArguments(1, 1);
        yield repeated(row, at, in, p -> new ADown(p, in.getFirst(), out(row)));
      }
      case "ELAN1" -> elan(row, at, in, 0);
      case "RepNCSPELAN4" -> elan(row, at, in, row.integer(3, 1));
      case "SPPELAN" -> {
        row.requireArguments(2, 2);
        yield repeated(row, at, in, p -> new SppElan(p, in.getFirst(), out(row), row.integer(1)));
      }
      case "Silence" -> single(row, in, new Silence(in.getFirst()));
      case "nn.Upsample" -> {
        if (!row.args().equals(Arrays.asList("None", 2, "nearest"))) {
          throw row.refused("only [None, 2, 'nearest'] is known");
        }
        yield single(row, in, new Upsample(in.getFirst()));
      }
      case "Concat" -> single(row, List.of(0), new Concat(in));
      case "CBLinear" -> single(row, in, new CbLinear(at, in.getFirst(), row.integers()));
      case "CBFuse" -> single(row, List.of(0), fuse(row, from, in));
      case "DDetect" -> head(row, at, in, 1);
      case "DualDDetect" -> head(row, at, in, 2);
      case "TripleDDetect" -> head(row, at, in, 3);
      default ->
          throw row.refused(
              "unknown module %s; known are Conv, AConv, ADown, ELAN1, RepNCSPELAN4, SPPELAN,"
                      .formatted(row.module())
                  + " Silence, nn.Upsample, Concat, CBLinear, CBFuse, DDetect, DualDDetect,"
                  + " TripleDDetect");
    };
  }

  private List<Integer> channels(int layer) {
    return layer < 0 ? List.of(IMAGE_CHANNELS) : layers.get(layer).block().outChannels();
  }

  /** Only a row's output is scaled by the width, and not where it equals a historic number. */
  private int out(ModelRow row) {
    int channels = row.integer(0);
    boolean isHistoric = channels == yaml.anchors() * (head.classes() + 5);
    return isHistoric ? channels : Channels.divisible(channels * yaml.widthMultiple(), 8);
  }

  private FeatureBlock elan(ModelRow row, Place at, List<Integer> in, int repeats) {
    row.requireArguments(3, repeats == 0 ? 3 : 4);
    int wide = row.integer(1);
    int narrow = row.integer(2);
    if (wide % 2 != 0 || narrow % 2 != 0) {
      throw row.refused("the inner channels %d and %d must be even".formatted(wide, narrow));
    }
    return repeated(row, at, in, p -> new Elan(p, in.getFirst(), out(row), wide, narrow, repeats));
  }

  /** One block, or several in a row where the row's number is above 1. */
  private FeatureBlock repeated(
      ModelRow row, Place at, List<Integer> in, Function<Place, FeatureBlock> build) {
    requireOneInput(row, in);
    int repeats =
        row.number() > 1 ? (int) Math.max(Math.rint(row.number() * yaml.depthMultiple()), 1) : 1;
    if (repeats == 1) {
      return build.apply(at);
    }
    if (in.getFirst() != out(row)) {
      throw row.refused(
          "a number of %d needs as many output channels as input channels, %d"
              .formatted(row.number(), in.getFirst()));
    }
    return new Chain(IntStream.range(0, repeats).mapToObj(i -> build.apply(at.child(i))).toList());
  }

  private static NetworkBlock single(ModelRow row, List<Integer> in, NetworkBlock block) {
    requireOneInput(row, in);
    if (row.number() != 1) {
      throw row.refused("its number must be 1");
    }
    return block;
  }

  private static void requireOneInput(ModelRow row, List<Integer> in) {
    if (in.size() != 1) {
      throw row.refused("it takes one input map, not %d".formatted(in.size()));
    }
  }

  /** The slices that a CBFuse row picks, as positions among all of its inputs. */
  private CbFuse fuse(ModelRow row, List<Integer> from, List<Integer> in) {
    List<Integer> indexes = row.integers();
    if (indexes.size() != from.size() - 1) {
      throw row.refused("it needs one index for each input but the last");
    }
    List<Integer> picks = new ArrayList<>();
    int position = 0;
    for (int i = 0; i < indexes.size(); i++) {
      int slices = channels(from.get(i)).size();
      if (indexes.get(i) < 0 || indexes.get(i) >= slices) {
        throw row.refused("input %d has no slice %d".formatted(from.get(i), indexes.get(i)));
      }
      picks.add(position + indexes.get(i));
      position += slices;
    }
    int out = in.getLast();
    if (!picks.stream().allMatch(pick -> in.get(pick) == out)) {
      throw row.refused("every slice must have the last input's %d channels".formatted(out));
    }
    return new CbFuse(picks, out);
  }

  private DetectionHead head(ModelRow row, Place at, List<Integer> in, int branches) {
    if (!row.args().equals(List.of("nc"))) {
      throw row.refused("its arguments must be [nc]");
    }
    int levels = branches * DetectionHead.LEVELS;
    if (in.size() != levels) {
      throw row.refused("it needs %d inputs, not %d".formatted(levels, in.size()));
    }
    if (row.index() != yaml.rows().size() - 1) {
      throw row.refused("the head must be the last row");
    }
    return new DetectionHead(at, in, head);
  }
}
