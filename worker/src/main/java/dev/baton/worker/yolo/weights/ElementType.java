package dev.baton.worker.yolo.weights;

import dev.baton.common.checkpoint.Tensor.DType;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Types of elements in {@code .pt} files, by the name of their storage class. */
enum ElementType {
  HALF("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  FLOAT("FloatStorage", 4),
  DOUBLE("DoubleStorage", 8),
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1),
  BYTE("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String storageClass;
  private final int sizeBytes;

  ElementType(String storageClass, int sizeBytes) {
    this.storageClass = storageClass;
    this.sizeBytes = sizeBytes;
  }

  static Optional<ElementType> of(PickledObject.Label storageClass) {
    for (ElementType type : values()) {
      if (storageClass.module().equals("torch") && storageClass.name().equals(type.storageClass)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  int sizeBytes() {
    return sizeBytes;
  }

  /** Every floating type becomes single precision, every whole one 64 bits. */
  DType target() {
    return switch (this) {
      case HALF, BFLOAT16, FLOAT, DOUBLE -> DType.F32;
      case LONG, INT, SHORT, CHAR, BYTE, BOOL -> DType.I64;
    };
  }

  /** Appends the element at {@code position} of {@code source}, in bytes, to {@code target}. */
  void copy(ByteBuffer source, int position, ByteBuffer target) {
    switch (this) {
      case HALF -> target.putFloat(Float.float16ToFloat(source.getShort(position)));
      case BFLOAT16 -> target.putFloat(Float.intBitsToFloat(source.getShort(position) << 16));
      case FLOAT -> target.putFloat(source.getFloat(position));
      case DOUBLE -> target.putFloat((float) source.getDouble(position));
      case LONG -> target.putLong(source.getLong(position));
      case INT -> target.putLong(source.getInt(position));
      case SHORT -> target.putLong(source.getShort(position));
      case CHAR -> target.putLong(source.get(position));
      case BYTE -> target.putLong(source.get(position) & 0xFF);
      case BOOL -> target.putLong(source.get(position) == 0 ? 0 : 1);
    }
  }
}
