package dev.baton.worker.yolo.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Json;
import dev.baton.worker.yolo.model.Feature;
import dev.baton.worker.yolo.model.Network;
import dev.baton.worker.yolo.model.Operation;
import dev.baton.worker.yolo.model.Operation.Activated;
import dev.baton.worker.yolo.model.Operation.Convolution;
import dev.baton.worker.yolo.model.Operation.Joined;
import dev.baton.worker.yolo.model.Operation.Maxima;
import dev.baton.worker.yolo.model.Operation.Means;
import dev.baton.worker.yolo.model.Operation.Normalisation;
import dev.baton.worker.yolo.model.Operation.Resized;
import dev.baton.worker.yolo.model.Operation.Split;
import dev.baton.worker.yolo.model.Operation.Sum;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a detector as TorchScript, for {@code torch.jit.load}. Its {@code forward} takes images
 * (B, 3, H, W) in 0 to 1 and gives (B, 4 + C, A): centre x, centre y, width, height in pixels, then
 * the classes' scores. B is free, H and W are those of the detector.
 */
final class ScriptWriter {
  private static final String IMAGES = "images";

  private final Detector detector;
  private final StringBuilder code = new StringBuilder();

  private ScriptWriter(Detector detector) {
    this.detector = detector;
  }

  /** Writes a file; the caller closes {@code out}. */
  static void write(Detector detector, OutputStream out) throws IOException {
    List<Tensor> tensors =
        detector.tensors().stream()
            .map(
                tensor ->
                    new Tensor(
                        identifier(tensor.name()), tensor.dtype(), tensor.shape(), tensor.data()))
            .toList();
    byte[] module =
        new TorchPickle()
            .global("__torch__", "Net")
            .opcodes(')', 0x81, '}')
            .text("training")
            .opcodes(0x89, 's')
            .entries(tensors)
            .opcodes('b')
            .stop();
    new TorchZip(out)
        .store("data.pkl", module)
        .store("code/__torch__.py", new ScriptWriter(detector).code(tensors))
        .store("constants.pkl", new TorchPickle().opcodes(')').stop())
        .storages(tensors)
        .store("extra/config.txt", new ScriptWriter(detector).config())
        .store("byteorder", "little")
        .store("version", "10\n")
        .finish();
  }

  /** What YOLOv9's scripts read beside a module, as JSON. */
  private String config() {
    Feature image = detector.graph().image();
    ObjectNode config = Json.MAPPER.createObjectNode();
    config.putArray("shape").add(1).add(image.channels()).add(image.height()).add(image.width());
    config.put("stride", Network.STRIDES.getLast());
    ObjectNode names = config.putObject("names");
    for (int i = 0; i < detector.classNames().size(); i++) {
      names.put(String.valueOf(i), detector.classNames().get(i));
    }
    return config.toString();
  }

  private String code(List<Tensor> tensors) {
    code.append("class Net(Module):\n  __parameters__ = []\n  __buffers__ = [");
    tensors.forEach(tensor -> code.append('"').append(tensor.name()).append("\", "));
    code.append("]\n  training : bool\n");
    tensors.forEach(tensor -> code.append("  ").append(tensor.name()).append(" : Tensor\n"));
    code.append("  def forward(self: __torch__.Net, %s: Tensor) -> Tensor:\n".formatted(IMAGES));
    detector.graph().operations().forEach(this::operation);
    decode();
    return code.toString();
  }

  private void operation(Operation operation) {
    switch (operation) {
      case Convolution c ->
          let(
              c.output(),
              "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], %d)",
              name(c.input()),
              own(c.weight()),
              c.bias().map(ScriptWriter::own).orElse("None"),
              c.stride(),
              c.stride(),
              c.kernel() / 2,
              c.kernel() / 2,
              c.groups());
      case Normalisation n -> throw new IllegalStateException("Detectors are fused: " + n);
      case Activated a ->
          let(
              a.output(),
              "torch.%s(%s)",
              a.activation().name().toLowerCase(Locale.ROOT),
              name(a.input()));
      case Means m ->
          let(
              m.output(),
              "torch.avg_pool2d(%s, [2, 2], [1, 1], [0, 0], False, True)",
              name(m.input()));
      case Maxima m ->
          let(
              m.output(),
              "torch.max_pool2d(%s, [%d, %d], [%d, %d], [%d, %d])",
              name(m.input()),
              m.kernel(),
              m.kernel(),
              m.stride(),
              m.stride(),
              m.kernel() / 2,
              m.kernel() / 2);
      case Resized r ->
          let(
              r.output(),
              "torch.upsample_nearest2d(%s, [%d, %d])",
              name(r.input()),
              r.output().height(),
              r.output().width());
      case Sum s -> let(s.output(), "torch.add(%s, %s)", name(s.left()), name(s.right()));
      case Joined j -> let(j.output(), "torch.cat([%s], 1)", names(j.inputs()));
      case Split s -> {
        int start = 0;
        for (Feature part : s.outputs()) {
          let(part, "torch.narrow(%s, 1, %d, %d)", name(s.input()), start, part.channels());
          start += part.channels();
        }
      }
    }
  }

  /** As {@code BoxDecoder}; the shapes are those there. */
  private void decode() {
    List<String> flat = new ArrayList<>();
    for (Feature map : detector.graph().maps()) {
      flat.add("torch.flatten(%s, 2)".formatted(name(map)));
    }
    let("flat", "torch.cat([%s], 2)", String.join(", ", flat));
    let("boxes", "torch.narrow(flat, 1, 0, %d)", Detector.BOX_CHANNELS);
    let(
        "scores",
        "torch.sigmoid(torch.narrow(flat, 1, %d, %d))",
        Detector.BOX_CHANNELS,
        detector.classes());
    let(
        "logits",
        "torch.reshape(boxes, [-1, %d, %d, %d])",
        Detector.SIDES,
        Detector.BINS,
        detector.anchors());
    let("bins", "torch.reshape(%s, [1, 1, %d, 1])", own(detector.bins()), Detector.BINS);
    let("distances", "torch.sum(torch.mul(torch.softmax(logits, 2), bins), [2])");
    let("left_top", "torch.sub(%s, torch.narrow(distances, 1, 0, 2))", own(Detector.POINTS));
    let("right_bottom", "torch.add(%s, torch.narrow(distances, 1, 2, 2))", own(Detector.POINTS));
    let(
        "centre",
        "torch.mul(torch.div(torch.add(left_top, right_bottom), 2), %s)",
        own(Detector.STRIDES));
    let("size", "torch.mul(torch.sub(right_bottom, left_top), %s)", own(Detector.STRIDES));
    code.append("    return torch.cat([centre, size, scores], 1)\n");
  }

  private void let(Feature feature, String expression, Object... arguments) {
    let(name(feature), expression, arguments);
  }

  private void let(String name, String expression, Object... arguments) {
    code.append("    ").append(name).append(" = ");
    code.append(String.format(Locale.ROOT, expression, arguments)).append('\n');
  }

  private static String names(List<Feature> features) {
    return features.stream().map(ScriptWriter::name).collect(Collectors.joining(", "));
  }

  private static String name(Feature feature) {
    return feature.id() == 0 ? IMAGES : "f" + feature.id();
  }

  private static String own(String tensor) {
    return "self." + identifier(tensor);
  }

  private static String identifier(String tensor) {
    return tensor.replace('.', '_');
  }
}
