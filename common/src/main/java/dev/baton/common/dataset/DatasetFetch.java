package dev.baton.common.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.dataset.DatasetManifest.Shard;
import dev.baton.common.dataset.ShardTar.UnpackedFile;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a pushed data set into a folder, shard by shard, each checked before anything of it is
 * unpacked. A record is written for each shard that is unpacked, so that dying at any point costs
 * the shards in hand, and the next fetch into the same folder goes on behind them.
 */
public final class DatasetFetch {
  private static final int AT_ONCE = 3;

  /** A shard may be damaged on its way, once or twice. */
  private static final int MOST_READS = 3;

  private static final String UNFINISHED = ".unfinished";

  private static final Logger LOG = LoggerFactory.getLogger(DatasetFetch.class);

  private final ObjectStore store;
  private final Path files;
  private final Path records;

  /**
   * @param files the folder to unpack into
   * @param records the folder for the records
   */
  public DatasetFetch(ObjectStore store, Path files, Path records) {
    this.store = store;
    this.files = files;
    this.records = records;
  }

  /**
   * Fetches the shards that are missing.
   *
   * @param isWanted asked before each shard; {@code false} ends the fetch
   * @param progress told after each shard how many bytes of all are there, by any thread
   * @return whether all are there
   * @throws DatasetUnavailableException when a shard is missing, damaged or cannot be unpacked here
   * @throws IOException when the store does not answer
   */
  public boolean fetch(DatasetManifest manifest, BooleanSupplier isWanted, LongConsumer progress)
      throws IOException {
    List<Shard> missing =
        manifest.shards().stream().filter(shard -> !Files.exists(record(shard))).toList();
    long missingBytes = missing.stream().mapToLong(Shard::sizeBytes).sum();
    AtomicLong doneBytes = new AtomicLong(manifest.packedBytes() - missingBytes);
    List<Boolean> done =
        Transfers.map(
            missing,
            AT_ONCE,
            shard -> {
              if (!isWanted.getAsBoolean()) {
                return false;
              }
              unpack(manifest.digest(), shard, read(manifest.digest(), shard));
              progress.accept(doneBytes.addAndGet(shard.sizeBytes()));
              return true;
            });
    return !done.contains(false);
  }

  private byte[] read(String digest, Shard shard) throws IOException {
    String key = DatasetKeys.shard(digest, shard.sha256());
    String found = "";
    for (int i = 0; i < MOST_READS; i++) {
      try {
        byte[] bytes = store.read(key);
        found = Sha256.hex(bytes);
        if (found.equals(shard.sha256())) {
          return bytes;
        }
        LOG.warn("Shard {} arrives damaged: its SHA-256 is {}; reading it again", key, found);
      } catch (ObjectNotFoundException e) {
        throw new DatasetUnavailableException(
            "the shard %s is missing in the store: push the data set again (baton data push DATA)"
                .formatted(key),
            e);
      }
    }
    throw new DatasetUnavailableException(
        "the shard %s is damaged in the store (its SHA-256 is %s): push the data set again (baton data push DATA --repair)"
            .formatted(key, found));
  }

  /** Dying on the way leaves files without a record, which are then unpacked over. */
  private void unpack(String digest, Shard shard, byte[] tar) throws DatasetUnavailableException {
    try {
      List<UnpackedFile> unpacked = ShardTar.unpack(tar, files);
      String lines =
          unpacked.stream()
              .map(f -> "%s %d %s\n".formatted(f.sha256(), f.sizeBytes(), f.path()))
              .collect(Collectors.joining());
      Files.createDirectories(records);
      Path unfinished = records.resolve(shard.sha256() + UNFINISHED);
      Files.writeString(unfinished, lines);
      Files.move(unfinished, record(shard), StandardCopyOption.ATOMIC_MOVE);
    } catch (IllegalArgumentException e) {
      throw new DatasetUnavailableException(
          "the data set %s%s is refused: %s"
              .formatted(DatasetReference.PREFIX, digest, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new DatasetUnavailableException(
          "cannot unpack into %s: %s; free space there, or take another folder"
              .formatted(
                  files, e instanceof AccessDeniedException ? "no permission" : e.getMessage()),
          e);
    }
  }

  private Path record(Shard shard) {
    return records.resolve(shard.sha256());
  }

  /**
   * Reads everything that was unpacked, and has those shards fetched again next time of which a
   * file is not as it was.
   *
   * @return the files that are damaged or gone
   */
  public List<String> findDamaged() throws IOException {
    List<String> damaged = new ArrayList<>();
    List<Path> all;
    try (Stream<Path> listed = Files.list(records)) {
      all = listed.filter(file -> !file.toString().endsWith(UNFINISHED)).sorted().toList();
    }
    for (Path record : all) {
      List<String> ofShard = new ArrayList<>();
      for (String line : Files.readAllLines(record, UTF_8)) {
        String[] fields = line.split(" ", 3);
        if (!isWhole(files.resolve(fields[2]), fields[0], Long.parseLong(fields[1]))) {
          ofShard.add(fields[2]);
        }
      }
      if (!ofShard.isEmpty()) {
        Files.delete(record);
        damaged.addAll(ofShard);
      }
    }
    return damaged;
  }

  private static boolean isWhole(Path file, String sha256, long sizeBytes) {
    try {
      return Files.size(file) == sizeBytes && Sha256.hex(Files.readAllBytes(file)).equals(sha256);
    } catch (IOException e) {
      return false;
    }
  }
}
