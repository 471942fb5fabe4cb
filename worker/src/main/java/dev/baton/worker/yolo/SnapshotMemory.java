package dev.baton.worker.yolo;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of snapshots that nobody reads any more, for the next ones. As garbage, that of
 * several would lie on the heap before it is collected. One thread uses it.
 */
final class SnapshotMemory {
  private final Map<String, Deque<byte[]>> freeByFile = new HashMap<>();

  /**
   * Memory for one file of a snapshot, given back or new; what is in it is not defined.
   *
   * @return of position 0 and limit {@code sizeBytes}
   */
  ByteBuffer take(String file, int sizeBytes) {
    byte[] free = free(file).poll();
    byte[] block = free == null || free.length < sizeBytes ? new byte[sizeBytes] : free;
    return ByteBuffer.wrap(block, 0, sizeBytes);
  }

  /**
   * Takes the memory back of a snapshot all of whose files were copied to it.
   *
   * @throws IllegalStateException when it was given back before: two snapshots would share it
   */
  void giveBack(Snapshot snapshot) {
    snapshot.files().forEach((file, tensors) -> giveBack(file, tensors));
  }

  private void giveBack(String file, List<Tensor> tensors) {
    if (tensors.isEmpty()) {
      return;
    }
    byte[] block = tensors.getFirst().data().array(); // the whole file's: tensors are slices of it
    Deque<byte[]> free = free(file);
    if (free.stream().anyMatch(other -> other == block)) {
      throw new IllegalStateException("A snapshot's memory was given back twice: file " + file);
    }
    free.push(block);
  }

  private Deque<byte[]> free(String file) {
    return freeByFile.computeIfAbsent(file, name -> new ArrayDeque<>());
  }
}
