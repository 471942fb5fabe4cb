package dev.baton.worker.yolo;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.baton.common.checkpoint.Sha256;
import dev.baton.worker.yolo.model.Precision;
import dev.baton.worker.yolo.torch.Autograd;
import dev.baton.worker.yolo.torch.TensorBytes;
import dev.baton.worker.yolo.torch.TorchScript;
import dev.baton.worker.yolo.torch.TorchThread;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/**
 * A short computation whose bits depend on what a training's bits depend on: convolutions of both
 * kinds, their gradients, a reduction and an exponential function. Libraries choose their kernels
 * by processor model and number of threads.
 */
final class NumericsProbe {
  private static final int HASH_BYTES = 4;

  private NumericsProbe() {}

  /** Eight hexadecimal digits, equal where the arithmetic is equal. */
  static String hash(Device device, int threads, Precision precision) {
    TorchThread.prepare(threads);
    try (NDManager manager = TorchThread.newManager(device)) {
      NDArray image = manager.create(values(2 * 48 * 48 * 16), new Shape(2, 48, 48, 16));
      NDArray x = image.transpose(0, 3, 1, 2); // (2, 16, 48, 48), channels last as in training
      NDArray wide = manager.create(values(32 * 16 * 9), new Shape(32, 16, 3, 3));
      NDArray narrow = manager.create(values(32 * 32), new Shape(32, 32, 1, 1));
      NDList gradients = new NDList(Autograd.attachGradient(wide), Autograd.attachGradient(narrow));
      TorchScript script =
          TorchScript.load(
              manager,
              NumericsProbe.class,
              "numerics_probe.py",
              Map.of("bf16", precision == Precision.BF16));
      NDArray sum = Autograd.record(() -> script.call(x, wide, narrow).singletonOrThrow());
      Autograd.backward(sum);
      gradients.add(sum);
      return hash(gradients);
    }
  }

  /** Numbers in ±1 that every processor computes alike. */
  private static float[] values(int count) {
    float[] values = new float[count];
    int state = 1;
    for (int i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      values[i] = (state >> 8) / (float) (1 << 23);
    }
    return values;
  }

  private static String hash(NDList arrays) {
    MessageDigest sha256 = Sha256.digest();
    for (NDArray array : arrays) {
      ByteBuffer bytes = ByteBuffer.allocate((int) array.size() * Float.BYTES);
      TensorBytes.read(array, bytes);
      sha256.update(bytes.flip());
    }
    return HexFormat.of().formatHex(sha256.digest(), 0, HASH_BYTES);
  }
}
