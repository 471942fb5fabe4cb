package dev.baton.worker.yolo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function in TorchScript, compiled from a text on the class path. It is how a few kernels that
 * DJL does not offer (SiLU, fused SGD, memory formats) are reached, and how several operations
 * become one call.
 *
 * <p>The text declares {@code class Net(Module)} with a method {@code forward}; other functions are
 * called as {@code __torch__.name(...)}. It is put into the archive that {@code torch.jit.load}
 * reads, so no Python is needed, at build time or later. Compiled once and never changed, a script
 * may be called by several threads; {@link TorchThread#prepare} must have been called on each.
 */
public final class TorchScript implements AutoCloseable {
  /** Pickle of an object of class {@code __torch__.Net} without attributes. */
  private static final byte[] DATA = bytes("\u0080\u0002c__torch__\nNet\n)\u0081}b.");

  /** Pickle of the empty tuple. */
  private static final byte[] NO_CONSTANTS = bytes("\u0080\u0002).");

  private final PtSymbolBlock module;

  private TorchScript(PtSymbolBlock module) {
    this.module = module;
  }

  /**
   * Compiles the script {@code resource} that lies beside {@code owner}.
   *
   * @param manager owner of the native memory
   * @param constants integers, doubles, booleans and texts that replace {@code self.name} in the
   *     text
   */
  public static TorchScript load(
      NDManager manager, Class<?> owner, String resource, Map<String, Object> constants) {
    String source = withConstants(text(owner, resource), constants);
    try {
      InputStream archive = new ByteArrayInputStream(archive(source));
      return new TorchScript(JniUtils.loadModule((PtNDManager) manager, archive, false, false));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot compile the script " + resource, e);
    }
  }

  /**
   * Calls the script. Gradients are recorded inside {@link Autograd#record}.
   *
   * @param inputs at least one; the results belong to the first one's manager
   */
  public NDList call(NDArray... inputs) {
    return IValueUtils.forward(module, new NDList(inputs), true);
  }

  /**
   * Calls the script on lists and plain numbers, without recording gradients. The caller closes the
   * result.
   */
  public IValue run(IValue... inputs) {
    return module.forward(inputs);
  }

  @Override
  public void close() {
    module.close();
  }

  private static String withConstants(String source, Map<String, Object> constants) {
    String result = source;
    for (Map.Entry<String, Object> constant : constants.entrySet()) {
      String literal = Matcher.quoteReplacement(pythonLiteral(constant.getValue()));
      result = result.replaceAll("self\\." + constant.getKey() + "\\b", literal);
    }
    return result;
  }

  private static String pythonLiteral(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? "True" : "False";
      case String text -> '"' + text + '"';
      default -> value.toString();
    };
  }

  private static String text(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "No script %s beside %s".formatted(resource, owner.getName()));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the script " + resource, e);
    }
  }

  private static byte[] archive(String source) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      store(zip, "net/data.pkl", DATA);
      store(zip, "net/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "net/constants.pkl", NO_CONSTANTS);
      store(zip, "net/version", bytes("10"));
    }
    return bytes.toByteArray();
  }

  /** PyTorch's reader maps entries in place, so none may be compressed. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var checksum = new CRC32();
    checksum.update(content);
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
