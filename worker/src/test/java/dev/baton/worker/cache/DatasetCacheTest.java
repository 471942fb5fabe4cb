package dev.baton.worker.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.dataset.DatasetPush;
import dev.baton.common.dataset.DatasetPush.Existing;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.DatasetUnavailableException;
import dev.baton.common.dataset.PackedDataset;
import dev.baton.common.dataset.PackedFile;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of about 1,000 bytes in a cache for two of them. */
class DatasetCacheTest {
  private static final ByteSize LIMIT = new ByteSize(2_500);

  @TempDir Path temporary;
  private final List<String> heldUp = new ArrayList<>();
  private ObjectStore store;
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private DatasetCache cache;
  private Pinned first;
  private Pinned second;
  private Pinned third;

  @BeforeEach
  void pushThreeSets() throws IOException {
    store = new DirectoryObjectStore(temporary.resolve("store"));
    cache = worker();
    first = push("first", 1_000);
    second = push("second", 1_000);
    third = push("third", 1_000);
  }

  @Test
  void fetchesASetOnceAndHasItFromThenOn() throws Exception {
    assertThat(use(first)).isRegularFile().hasFileName("data.yaml");
    assertThat(heldUp).containsExactly("fetches the data set, 1 MB");
    new PushedDatasets(store).remove(first.digest());
    assertThat(use(first)).hasContent("x".repeat(1_000));
    assertThat(heldUp).hasSize(1);
  }

  @Test
  void makesRoomByDeletingWhatWasUsedLongestAgo() throws Exception {
    use(first);
    use(second);
    use(first);
    use(third);
    assertThat(setsHere()).containsExactlyInAnyOrder(first.digest(), third.digest());
  }

  @Test
  void neverDeletesWhatAnotherWorkerUses() throws Exception {
    DatasetCache other = worker();
    other.use(store, first, new Wanted());
    use(second);
    use(third);
    assertThat(setsHere()).containsExactlyInAnyOrder(first.digest(), third.digest());
    DatasetCache another = worker();
    assertThatThrownBy(() -> another.use(store, second, new Wanted()))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("since workers use what is in it")
        .hasMessageContaining("--data-cache-limit");
    other.release();
    assertThat(another.use(store, second, new Wanted())).isPresent();
  }

  @Test
  void aSetThatIsLargerThanTheCacheIsRefusedAndCostsNoOther() throws Exception {
    use(first);
    Pinned large = push("large", 3_000);
    assertThatThrownBy(() -> use(large))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("larger --data-cache-limit");
    assertThat(setsHere()).containsExactly(first.digest());
  }

  @Test
  void aSetThatIsNotInTheStoreIsToldWithWhatToDo() {
    assertThatThrownBy(() -> use(new Pinned("0".repeat(64))))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("push it again (baton data push DATA)");
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws Exception {
    Files.writeString(temporary.resolve("cache"), "a file");
    assertThatThrownBy(() -> use(first))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("cannot use the cache " + temporary.resolve("cache"))
        .hasMessageContaining("--data-cache");
  }

  @Test
  void damagedFilesAreFoundAndFetchedAgain() throws Exception {
    Path dataYaml = use(first);
    assertThat(cache.findDamaged(store)).isEmpty();
    Files.writeString(dataYaml, "rotten");
    assertThat(cache.findDamaged(store)).containsExactly("data.yaml");
    assertThat(use(first)).hasContent("x".repeat(1_000));
    assertThat(cache.findDamaged(store)).isEmpty();
  }

  @Test
  void whatIsNoLongerWantedIsNotFetchedAndLeavesNoLock() throws Exception {
    Wanted unwanted =
        new Wanted() {
          @Override
          public boolean isWanted() {
            return heldUp.isEmpty();
          }
        };
    assertThat(cache.use(store, first, unwanted)).isEmpty();
    assertThat(heldUp).hasSize(1);
    cache.release();
    assertThat(worker().use(store, first, new Wanted())).isPresent();
  }

  @Test
  void liesBesideTheOtherCaches() {
    Path home = Path.of("/home/me");
    assertThat(DatasetCache.usualFolder(Map.of(), home))
        .isEqualTo(Path.of("/home/me/.cache/baton/datasets"));
    assertThat(DatasetCache.usualFolder(Map.of("XDG_CACHE_HOME", "/x"), home))
        .isEqualTo(Path.of("/x/baton/datasets"));
    assertThat(DatasetCache.usualFolder(Map.of("BATON_CACHE_DIR", "/c"), home))
        .isEqualTo(Path.of("/c/datasets"));
    assertThat(DatasetCache.usualFolder(Map.of("BATON_CACHE_DIR", "", "XDG_CACHE_HOME", ""), home))
        .as("what is empty counts as not set")
        .isEqualTo(Path.of("/home/me/.cache/baton/datasets"));
  }

  private DatasetCache worker() {
    InstantSource ticking =
        () -> {
          now = now.plus(Duration.ofSeconds(1));
          return now;
        };
    return new DatasetCache(temporary.resolve("cache"), LIMIT, Machine.REAL, ticking);
  }

  private Path use(Pinned set) throws IOException {
    return cache.use(store, set, new Wanted()).orElseThrow();
  }

  private List<String> setsHere() throws IOException {
    return new CacheLayout(temporary.resolve("cache"))
        .sets().stream().filter(CachedSet::isWhole).map(CachedSet::digest).toList();
  }

  private Pinned push(String name, int sizeBytes) throws IOException {
    PackedDataset set =
        new PackedDataset(
            Sha256.hex(name.getBytes(UTF_8)),
            "{}".getBytes(UTF_8),
            1,
            1,
            1,
            1,
            List.of(PackedFile.of("data.yaml", "x".repeat(sizeBytes).getBytes(UTF_8))));
    new DatasetPush(store, DatasetPush.USUAL_SHARD, bytes -> {}).push(set, Existing.TRUSTED, now);
    return new Pinned(set.digest());
  }

  private class Wanted implements Interest {
    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public void heldUp(String why) {
      heldUp.add(why);
    }

    @Override
    public void shardArrived() {}
  }
}
