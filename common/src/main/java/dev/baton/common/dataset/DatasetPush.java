package dev.baton.common.dataset;

import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.dataset.DatasetManifest.Shard;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Puts a data set into the store: the index, the shards side by side, and last the manifest.
 * Stopping at any point leaves shards that nobody sees; pushing again goes on, since a shard that
 * is there already, under the SHA-256 of its bytes, is not sent again.
 */
public final class DatasetPush {
  /** Large enough that single requests do not count, small enough to be sent again. */
  public static final ByteSize USUAL_SHARD = new ByteSize(64_000_000);

  private static final int AT_ONCE = 4;

  private final ObjectStore store;
  private final long shardBytes;
  private final LongConsumer progress;

  /**
   * @param shardSize of the files in a shard, about
   * @param progress told how many bytes of the files are stored by now, by any thread
   */
  public DatasetPush(ObjectStore store, ByteSize shardSize, LongConsumer progress) {
    this.store = store;
    this.shardBytes = shardSize.bytes();
    this.progress = progress;
  }

  /** What to do with what seems to be there. */
  public enum Existing {
    /** A shard of the right name and size is the right one. */
    TRUSTED,
    /** Everything is sent again, since something is damaged. */
    REPLACED
  }

  /**
   * How it went.
   *
   * @param sentShards shards that were not there
   * @param sentBytes of these
   */
  public record Result(DatasetManifest manifest, int sentShards, long sentBytes) {}

  /** A shard as it is in the store now. */
  private record Stored(Shard shard, boolean isSent) {}

  /**
   * Pushes {@code set}, unless the store has it as a whole.
   *
   * @param at the time now, for people
   */
  public Result push(PackedDataset set, Existing existing, Instant at) throws IOException {
    Map<String, Long> present = present(set.digest(), existing);
    Optional<DatasetManifest> known =
        existing == Existing.TRUSTED
            ? new PushedDatasets(store).find(set.digest())
            : Optional.empty();
    if (known.filter(manifest -> isWhole(manifest, present)).isPresent()) {
      return new Result(known.get(), 0, 0);
    }
    store.upload(DatasetKeys.index(set.digest()), Content.of(set.index()));
    AtomicLong doneBytes = new AtomicLong();
    List<Stored> stored =
        Transfers.map(
            shards(set.files()),
            AT_ONCE,
            files -> {
              Stored shard = store(set.digest(), files, present);
              long bytes = files.stream().mapToLong(PackedFile::sizeBytes).sum();
              progress.accept(doneBytes.addAndGet(bytes));
              return shard;
            });
    List<Stored> sent = stored.stream().filter(Stored::isSent).toList();
    return new Result(
        commit(set, stored.stream().map(Stored::shard).toList(), existing, at),
        sent.size(),
        sent.stream().mapToLong(shard -> shard.shard().sizeBytes()).sum());
  }

  /** Sizes of the shards that are there, by their SHA-256. */
  private Map<String, Long> present(String digest, Existing existing) throws IOException {
    Map<String, Long> present = new HashMap<>();
    if (existing == Existing.TRUSTED) {
      String prefix = DatasetKeys.shards(digest);
      for (StoredObject object : store.list(prefix)) {
        String file = object.key().substring(prefix.length());
        present.put(file.replaceFirst("\\.tar$", ""), object.sizeBytes());
      }
    }
    return present;
  }

  private static boolean isWhole(DatasetManifest manifest, Map<String, Long> present) {
    return manifest.shards().stream()
        .allMatch(shard -> Long.valueOf(shard.sizeBytes()).equals(present.get(shard.sha256())));
  }

  /** The files in their order, cut where a shard would become too large; at least one in each. */
  private List<List<PackedFile>> shards(List<PackedFile> files) {
    List<List<PackedFile>> shards = new ArrayList<>();
    long size = Long.MAX_VALUE;
    for (PackedFile file : files) {
      if (size > shardBytes - file.sizeBytes()) {
        shards.add(new ArrayList<>());
        size = 0;
      }
      shards.getLast().add(file);
      size += file.sizeBytes();
    }
    return shards;
  }

  /** Packs a shard into a temporary file, since only its whole content has a name. */
  private Stored store(String digest, List<PackedFile> files, Map<String, Long> present)
      throws IOException {
    Path packed = Files.createTempFile("baton-shard-", ".tar");
    packed.toFile().deleteOnExit(); // for a Ctrl-C
    try {
      MessageDigest sha256 = Sha256.digest();
      try (OutputStream out =
          new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(packed)), sha256)) {
        ShardTar.write(files, out);
      }
      Shard shard = new Shard(Sha256.text(sha256.digest()), Files.size(packed), files.size());
      boolean isThere = Long.valueOf(shard.sizeBytes()).equals(present.get(shard.sha256()));
      if (!isThere) {
        store.upload(DatasetKeys.shard(digest, shard.sha256()), content(packed));
      }
      return new Stored(shard, !isThere);
    } finally {
      Files.deleteIfExists(packed);
    }
  }

  private static Content content(Path file) throws IOException {
    long size = Files.size(file);
    return new Content() {
      @Override
      public long sizeBytes() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    };
  }

  /**
   * Two who push the same files at once write equal shards; whose manifest wins does not matter.
   */
  private DatasetManifest commit(
      PackedDataset set, List<Shard> shards, Existing existing, Instant at) throws IOException {
    DatasetManifest manifest =
        new DatasetManifest(
            set.digest(),
            set.classes(),
            set.trainImages(),
            set.valImages(),
            set.objects(),
            set.files().size(),
            set.unpackedBytes(),
            shards,
            at);
    String key = DatasetKeys.manifest(set.digest());
    if (existing == Existing.REPLACED) {
      store.delete(key);
    }
    if (store.createIfAbsent(key, manifest.encode())) {
      return manifest;
    }
    return DatasetManifest.decode(store.read(key), key);
  }
}
