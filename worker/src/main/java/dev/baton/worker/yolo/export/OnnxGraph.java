package dev.baton.worker.yolo.export;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.checkpoint.Tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A model in ONNX's protobuf messages, of which it has those that detectors need.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, whose field
 *     numbers these are
 */
final class OnnxGraph {
  /**
   * The lowest in which Split, Softmax and ReduceSum are as used here; runtimes read it for long.
   */
  private static final int OPSET = 13;

  /** The format of opset 13's time. */
  private static final int IR_VERSION = 7;

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final ProtoMessage graph = new ProtoMessage();
  private final List<ProtoMessage> metadata = new ArrayList<>();

  /** An attribute of a node. */
  record Attribute(ProtoMessage message) {
    private static final int TYPE = 20;

    static Attribute number(String name, long value) {
      return new Attribute(new ProtoMessage().text(1, name).number(3, value).number(TYPE, 2));
    }

    static Attribute text(String name, String value) {
      return new Attribute(new ProtoMessage().text(1, name).text(4, value).number(TYPE, 3));
    }

    static Attribute numbers(String name, long... values) {
      ProtoMessage message = new ProtoMessage().text(1, name);
      for (long value : values) {
        message.number(8, value);
      }
      return new Attribute(message.number(TYPE, 7));
    }
  }

  OnnxGraph(String name) {
    graph.text(2, name);
  }

  void node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    node.text(3, outputs.getFirst()).text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.message());
    }
    graph.message(1, node);
  }

  /** A constant of F32 or I64. */
  void constant(Tensor tensor) {
    ProtoMessage message = new ProtoMessage();
    tensor.shape().forEach(size -> message.number(1, size));
    message.number(2, tensor.dtype() == DType.I64 ? INT64 : FLOAT);
    graph.message(5, message.text(8, tensor.name()).bytes(9, tensor.data()));
  }

  /** A list of whole numbers as a constant. */
  void constant(String name, long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      data.putLong(value);
    }
    constant(new Tensor(name, DType.I64, List.of((long) values.length), data.flip()));
  }

  /** A list of numbers as a constant. */
  void constant(String name, float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    constant(new Tensor(name, DType.F32, List.of((long) values.length), data.flip()));
  }

  /** An input of float numbers, (batch, sizes…), any number of images. */
  void input(String name, long... sizes) {
    graph.message(11, value(name, sizes));
  }

  /** An output, as {@link #input}. */
  void output(String name, long... sizes) {
    graph.message(12, value(name, sizes));
  }

  private static ProtoMessage value(String name, long... sizes) {
    ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
    for (long size : sizes) {
      shape.message(1, new ProtoMessage().number(1, size));
    }
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }

  /** A text that a runtime gives to whoever asks for it. */
  void metadata(String key, String value) {
    metadata.add(new ProtoMessage().text(1, key).text(2, value));
  }

  /** The whole file. */
  ProtoMessage model() {
    ProtoMessage model =
        new ProtoMessage()
            .number(1, IR_VERSION)
            .text(2, "baton")
            .message(7, graph)
            .message(8, new ProtoMessage().text(1, "").number(2, OPSET));
    metadata.forEach(entry -> model.message(14, entry));
    return model;
  }
}
