package dev.baton.worker.yolo.weights;

import dev.baton.common.checkpoint.Tensor;
import dev.baton.worker.yolo.weights.StoredTensor.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A {@code .pt} file: a ZIP archive, nothing in it compressed, with an object tree in {@code
 * <top>/data.pkl} and the elements of its tensors in {@code <top>/data/<key>}. One thread uses it.
 */
final class TorchArchive implements AutoCloseable {
  private static final String TREE = "data.pkl";
  private static final int LARGEST_TREE_BYTES = 32 << 20;

  /** More than twice the largest model in single precision. */
  private static final long MOST_TENSOR_BYTES = 1L << 30;

  private static final int PICKLE_START = 0x80;

  private final ZipFile zip;
  private final String top;
  private final Object root;

  private TorchArchive(ZipFile zip) throws IOException {
    this.zip = zip;
    ZipEntry tree = tree(zip);
    top = tree.getName().substring(0, tree.getName().length() - TREE.length());
    requireLittleEndian();
    root = PickleReader.read(ByteBuffer.wrap(content(tree, 0, size(tree, LARGEST_TREE_BYTES))));
  }

  /**
   * Opens a file and reads its object tree, but no elements yet.
   *
   * @throws IOException saying in a sentence about "it" what is wrong with the file
   */
  static TorchArchive open(Path file) throws IOException {
    ZipFile zip = openZip(file);
    try {
      return new TorchArchive(zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile openZip(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new IOException(whyNoArchive(file), e);
    }
  }

  private static String whyNoArchive(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(2);
      if (start.length == 2 && start[0] == 'P' && start[1] == 'K') {
        return "it is a damaged or truncated archive; copy it again";
      }
      if (start.length == 2 && (start[0] & 0xFF) == PICKLE_START) {
        return "it is in the format of PyTorch before 1.6; load it there and save it again with a newer PyTorch";
      }
      return "it is no archive as PyTorch writes them";
    }
  }

  private static ZipEntry tree(ZipFile zip) throws IOException {
    List<? extends ZipEntry> trees =
        zip.stream().filter(entry -> entry.getName().matches("[^/]*/" + TREE)).toList();
    if (trees.size() != 1) {
      throw new IOException(
          "it has %d entries %s instead of one, so it is no file of torch.save"
              .formatted(trees.size(), TREE));
    }
    return trees.getFirst();
  }

  private void requireLittleEndian() throws IOException {
    ZipEntry order = zip.getEntry(top + "byteorder");
    if (order != null) {
      String text =
          new String(content(order, 0, size(order, Long.BYTES)), StandardCharsets.US_ASCII);
      if (!text.strip().equals("little")) {
        throw new IOException("its numbers are not in little-endian order");
      }
    }
  }

  /** A text that somebody has put beside the object tree. */
  Optional<String> findText(String name) throws IOException {
    ZipEntry entry = zip.getEntry(top + name);
    return entry == null
        ? Optional.empty()
        : Optional.of(
            new String(content(entry, 0, size(entry, LARGEST_TREE_BYTES)), StandardCharsets.UTF_8));
  }

  /** The top of the object tree. */
  Object root() {
    return root;
  }

  /**
   * Reads tensors, floating ones in single precision and whole ones in 64 bits.
   *
   * @throws IOException naming a tensor that cannot be read
   */
  List<Tensor> read(Map<String, StoredTensor> byName) throws IOException {
    long sizeBytes = 0;
    List<Tensor> tensors = new ArrayList<>();
    for (Map.Entry<String, StoredTensor> entry : byName.entrySet()) {
      StoredTensor stored = entry.getValue();
      sizeBytes += stored.elements() * stored.storage().type().target().sizeBytes();
      if (sizeBytes > MOST_TENSOR_BYTES) {
        throw new IOException(
            "its tensors need more than %d MiB".formatted(MOST_TENSOR_BYTES >> 20));
      }
      tensors.add(read(entry.getKey(), stored));
    }
    return tensors;
  }

  private Tensor read(String name, StoredTensor stored) throws IOException {
    ElementType type = stored.storage().type();
    int size = type.sizeBytes();
    ZipEntry entry = elements(stored.storage());
    byte[] bytes =
        content(
            entry,
            stored.offset() * size,
            (int) Math.min(Integer.MAX_VALUE - 8L, stored.extent() * size));
    ByteBuffer source = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer target =
        ByteBuffer.allocate(Math.toIntExact(stored.elements() * type.target().sizeBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (stored.elements() > 0) {
      copy(stored, 0, 0, source, target);
    }
    return new Tensor(name, type.target(), stored.shape(), target.flip());
  }

  private ZipEntry elements(Storage storage) throws IOException {
    ZipEntry entry = zip.getEntry(top + "data/" + storage.key());
    if (entry == null) {
      throw new IOException("it lacks its entry data/%s; copy it again".formatted(storage.key()));
    }
    long least = storage.elements() * storage.type().sizeBytes();
    if (storage.elements() > MOST_TENSOR_BYTES || entry.getSize() < least) {
      throw new IOException(
          "its entry data/%s has %d bytes for %d elements of %d"
              .formatted(
                  storage.key(), entry.getSize(), storage.elements(), storage.type().sizeBytes()));
    }
    return entry;
  }

  /** Walks the dimensions from the outermost; {@code element} counts from the tensor's first. */
  private static void copy(
      StoredTensor tensor, int dimension, long element, ByteBuffer source, ByteBuffer target) {
    ElementType type = tensor.storage().type();
    if (dimension == tensor.shape().size()) {
      type.copy(source, (int) element * type.sizeBytes(), target);
      return;
    }
    long stride = tensor.strides().get(dimension);
    for (long i = 0; i < tensor.shape().get(dimension); i++) {
      copy(tensor, dimension + 1, element + i * stride, source, target);
    }
  }

  private static int size(ZipEntry entry, int most) throws IOException {
    if (entry.getSize() > most) {
      throw new IOException(
          "its entry %s has %d bytes, more than the %d that networks need"
              .formatted(entry.getName(), entry.getSize(), most));
    }
    return (int) entry.getSize();
  }

  /** Since entries are not compressed, none can be larger than the file. */
  private byte[] content(ZipEntry entry, long start, int sizeBytes) throws IOException {
    if (entry.getMethod() != ZipEntry.STORED) {
      throw new IOException(
          "its entry %s is compressed, which PyTorch never does".formatted(entry.getName()));
    }
    if (start + sizeBytes > Files.size(Path.of(zip.getName()))) {
      throw new IOException("its entry %s is larger than the file".formatted(entry.getName()));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(start);
      byte[] bytes = in.readNBytes(sizeBytes);
      if (bytes.length != sizeBytes) {
        throw new IOException("its entry %s is cut off; copy it again".formatted(entry.getName()));
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw new IOException(
          "its entry %s is damaged; copy the file again".formatted(entry.getName()), e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
