package dev.baton.worker.attempt;

import java.util.Optional;

/**
 * Indexes of data sets by their digest, shared by all workers, so that only a job's first attempt
 * reads and hashes every file.
 */
public interface DataIndexes {
  /** Keeps none, so that all data are read anew. */
  DataIndexes NONE =
      new DataIndexes() {
        @Override
        public Optional<byte[]> find(String digest) {
          return Optional.empty();
        }

        @Override
        public void save(String digest, byte[] index) {}
      };

  Optional<byte[]> find(String digest);

  /** Keeps {@code index}, in place of what may be there: a damaged one is mended by it. */
  void save(String digest, byte[] index);
}
