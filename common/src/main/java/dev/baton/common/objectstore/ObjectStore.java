package dev.baton.common.objectstore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Objects by key. An object appears whole or not at all, and Baton never changes one but a picture
 * that is drawn again and a data index that is made again. Safe for use by many threads.
 *
 * <p>An {@link ObjectNotFoundException} is an answer. Every other {@link IOException} means that
 * the outcome is <em>unknown</em>: the call may have taken effect, or may still.
 */
public interface ObjectStore extends AutoCloseable {

  /**
   * Creates the object unless its key exists, atomically among all writers. {@code false} means
   * that the key exists; after a lost reply and a retry it may be our own object, so whoever must
   * know reads it and compares.
   *
   * @throws WriteConflictException when others write there at the same time: ask again
   */
  boolean createIfAbsent(String key, byte[] bytes) throws IOException;

  /** Writes an object under a key to which nobody else writes anything else. */
  void upload(String key, Content content) throws IOException;

  /** Reads a whole object; {@link ObjectNotFoundException} when there is none. */
  byte[] read(String key) throws IOException;

  /**
   * Opens an object to be read piece by piece, for who has less memory than the object; {@link
   * ObjectNotFoundException} when there is none.
   */
  default InputStream open(String key) throws IOException {
    return new ByteArrayInputStream(read(key));
  }

  /** Every object whose key begins with {@code prefix}, in bytewise order of keys. */
  List<StoredObject> list(String prefix) throws IOException;

  /** Deletes an object; deleting what is not there does nothing. */
  void delete(String key) throws IOException;

  @Override
  void close();

  /** A key and the size of what lies under it. */
  record StoredObject(String key, long sizeBytes) {}

  /** Bytes that can be read from the start as often as an upload needs to be tried. */
  interface Content {
    long sizeBytes();

    InputStream open() throws IOException;

    static Content of(byte[] bytes) {
      return new Content() {
        @Override
        public long sizeBytes() {
          return bytes.length;
        }

        @Override
        public InputStream open() {
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
