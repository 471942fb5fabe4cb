package dev.baton.common.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.dataset.DatasetManifest.Shard;
import dev.baton.common.dataset.DatasetPush.Existing;
import dev.baton.common.dataset.DatasetPush.Result;
import dev.baton.common.dataset.DatasetReference.Named;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import dev.baton.common.objectstore.PassingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets on their way into a store and out of it again. */
class PushedDatasetsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ByteSize SHARD = new ByteSize(2_500);
  private static final int FILES = 10;

  @TempDir Path temporary;
  private ObjectStore store;
  private PushedDatasets datasets;
  private final PackedDataset set = set("a");

  @BeforeEach
  void openStore() {
    store = new DirectoryObjectStore(temporary.resolve("store"));
    datasets = new PushedDatasets(store);
  }

  @Test
  void whatIsPushedCanBeFetched() throws Exception {
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    Result result = new DatasetPush(store, SHARD, told::add).push(set, Existing.TRUSTED, NOW);
    assertThat(result.sentShards()).isEqualTo(5);
    assertThat(told).contains(set.unpackedBytes()).hasSize(5);
    DatasetManifest manifest = datasets.find(set.digest()).orElseThrow();
    assertThat(manifest).isEqualTo(result.manifest());
    assertThat(manifest.files()).isEqualTo(FILES);

    assertThat(fetch().fetch(manifest, () -> true, bytes -> {})).isTrue();
    for (PackedFile file : set.files()) {
      assertThat(Sha256.hex(Files.readAllBytes(files().resolve(file.path()))))
          .isEqualTo(file.sha256());
    }
    assertThat(fetch().findDamaged()).isEmpty();
  }

  @Test
  void pushingAgainSendsOnlyWhatIsMissing() throws Exception {
    DatasetManifest first = push();
    assertThat(pushAgain(Existing.TRUSTED).sentShards()).isZero();

    store.delete(DatasetKeys.shard(set.digest(), first.shards().get(2).sha256()));
    Result second = pushAgain(Existing.TRUSTED);
    assertThat(second.sentShards()).isEqualTo(1);
    assertThat(second.manifest()).isEqualTo(first);
  }

  @Test
  void aPushThatStopsOnTheWayLeavesNoSetAndIsGoneOnWith() throws Exception {
    AtomicInteger left = new AtomicInteger(3);
    ObjectStore failing =
        new PassingStore(store) {
          @Override
          public void upload(String key, Content content) throws IOException {
            if (left.getAndDecrement() <= 0) {
              throw new IOException("the network is gone");
            }
            super.upload(key, content);
          }
        };
    assertThatThrownBy(
            () -> new DatasetPush(failing, SHARD, bytes -> {}).push(set, Existing.TRUSTED, NOW))
        .hasMessage("the network is gone");
    assertThat(datasets.find(set.digest())).isEmpty();
    assertThat(pushAgain(Existing.TRUSTED).sentShards()).isEqualTo(3); // the index went first
    assertThat(datasets.find(set.digest())).isPresent();
  }

  @Test
  void aFetchGoesOnBehindTheShardsThatAreThere() throws Exception {
    DatasetManifest manifest = push();
    AtomicInteger wanted = new AtomicInteger(2);
    assertThat(fetch().fetch(manifest, () -> wanted.getAndDecrement() > 0, bytes -> {})).isFalse();
    AtomicInteger reads = new AtomicInteger();
    ObjectStore counting =
        new PassingStore(store) {
          @Override
          public byte[] read(String key) throws IOException {
            reads.incrementAndGet();
            return super.read(key);
          }
        };
    assertThat(fetch(counting).fetch(manifest, () -> true, bytes -> {})).isTrue();
    assertThat(reads).hasValue(3);
  }

  /** A bucket may be shared, and people leave files in it. */
  @Test
  void whatIsNoneOfOursIsPassedOver() throws Exception {
    push();
    datasets.name(new Named("mine"), set.digest(), NOW);
    for (String foreign :
        List.of(
            "dataset-names/README.txt",
            "dataset-names/Not A Name.json",
            "dataset-names/old/mine.json",
            "datasets/backup/manifest.json")) {
      store.upload(foreign, Content.of("hello".getBytes(UTF_8)));
    }
    assertThat(datasets.names()).containsExactly(entry("mine", set.digest()));
    assertThat(datasets.all()).containsOnlyKeys(set.digest());
    assertThat(datasets.resolve(DatasetReference.parse("mine")).digest()).isEqualTo(set.digest());
    datasets.remove(set.digest());
    assertThat(datasets.names()).isEmpty();
  }

  @Test
  void aShardThatArrivesDamagedIsReadAgain() throws Exception {
    DatasetManifest manifest = push();
    AtomicInteger damages = new AtomicInteger(2);
    ObjectStore damaging =
        new PassingStore(store) {
          @Override
          public byte[] read(String key) throws IOException {
            byte[] bytes = super.read(key);
            bytes[600] ^= (byte) (damages.getAndDecrement() > 0 ? 1 : 0);
            return bytes;
          }
        };
    assertThat(fetch(damaging).fetch(manifest, () -> true, bytes -> {})).isTrue();
    assertThat(fetch().findDamaged()).isEmpty();
  }

  @Test
  void aShardThatIsDamagedInTheStoreIsNamedAndRepairedByPushingAgain() throws Exception {
    DatasetManifest manifest = push();
    Shard damaged = manifest.shards().get(1);
    String key = DatasetKeys.shard(set.digest(), damaged.sha256());
    byte[] bytes = store.read(key);
    bytes[700] ^= 1;
    store.upload(key, Content.of(bytes));
    assertThatThrownBy(() -> fetch().fetch(manifest, () -> true, b -> {}))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("the shard %s is damaged in the store".formatted(key))
        .hasMessageContaining("--repair");

    assertThat(pushAgain(Existing.REPLACED).sentShards()).isEqualTo(5);
    assertThat(fetch().fetch(manifest, () -> true, b -> {})).isTrue();
  }

  @Test
  void aShardThatIsMissingIsNamed() throws Exception {
    DatasetManifest manifest = push();
    String key = DatasetKeys.shard(set.digest(), manifest.shards().get(1).sha256());
    store.delete(key);
    assertThatThrownBy(() -> fetch().fetch(manifest, () -> true, b -> {}))
        .isInstanceOf(DatasetUnavailableException.class)
        .hasMessageContaining("the shard %s is missing in the store".formatted(key));
  }

  @Test
  void aFileThatIsDamagedHereIsFetchedAgain() throws Exception {
    DatasetManifest manifest = push();
    fetch().fetch(manifest, () -> true, b -> {});
    Files.writeString(files().resolve("images/3.png"), "rotten");
    Files.delete(files().resolve("images/9.png"));
    assertThat(fetch().findDamaged()).containsExactlyInAnyOrder("images/3.png", "images/9.png");
    fetch().fetch(manifest, () -> true, b -> {});
    assertThat(fetch().findDamaged()).isEmpty();
  }

  @Test
  void aNamePointsToTheSetThatItWasGivenLast() throws Exception {
    push();
    PackedDataset other = set("b");
    new DatasetPush(store, SHARD, bytes -> {}).push(other, Existing.TRUSTED, NOW);
    datasets.name(new Named("bccd"), set.digest(), NOW);
    datasets.name(new Named("bccd"), other.digest(), NOW);
    assertThat(datasets.resolve(new Named("bccd"))).isEqualTo(new Pinned(other.digest()));
    assertThat(datasets.names()).containsOnlyKeys("bccd");
    assertThat(datasets.all()).containsOnlyKeys(set.digest(), other.digest());
  }

  @Test
  void namesAndSetsThatAreNotThereAreToldWithWhatToDo() throws Exception {
    push();
    datasets.name(new Named("bccd"), set.digest(), NOW);
    assertThatThrownBy(() -> datasets.resolve(new Named("bcdc")))
        .hasMessage("No data set is called bcdc; did you mean \"bccd\"? See baton data list");
    assertThat(datasets.near(new Named("bcdc"))).contains("bccd");
    assertThat(datasets.near(new Named("coco"))).isEmpty();
    assertThatThrownBy(() -> datasets.resolve(new Named("coco")))
        .hasMessageContaining("No data set is called coco: push it (baton data push DATA --name");
    assertThatThrownBy(() -> datasets.resolve(new Pinned("0".repeat(64))))
        .hasMessageContaining("The store has no whole data set baton://sha256:0000");
  }

  @Test
  void whatIsRemovedIsGoneButForTheIndexThatJobsAreBoundTo() throws Exception {
    DatasetManifest manifest = push();
    datasets.name(new Named("bccd"), set.digest(), NOW);
    datasets.name(new Named("blood"), set.digest(), NOW);
    assertThat(datasets.remove(set.digest())).isEqualTo(manifest.packedBytes());
    assertThat(store.list(""))
        .extracting(StoredObject::key)
        .containsExactly("datasets/%s/index.json".formatted(set.digest()));
  }

  @Test
  void aDamagedManifestIsNoSet() throws Exception {
    push();
    String key = DatasetKeys.manifest(set.digest());
    String json = new String(store.read(key), UTF_8);
    store.upload(key, Content.of(json.replace("\"files\":10", "\"files\":11").getBytes(UTF_8)));
    assertThatThrownBy(() -> datasets.find(set.digest()))
        .hasMessageContaining("its SHA-256 is not the one it carries")
        .hasMessageContaining("--repair");
  }

  private DatasetManifest push() throws IOException {
    return pushAgain(Existing.TRUSTED).manifest();
  }

  private Result pushAgain(Existing existing) throws IOException {
    return new DatasetPush(store, SHARD, bytes -> {}).push(set, existing, NOW);
  }

  private Path files() {
    return temporary.resolve("files");
  }

  private DatasetFetch fetch() {
    return fetch(store);
  }

  private DatasetFetch fetch(ObjectStore from) {
    return new DatasetFetch(from, files(), temporary.resolve("records"));
  }

  /** Ten files of a thousand bytes: two to a shard. */
  private static PackedDataset set(String content) {
    List<PackedFile> files =
        IntStream.range(0, FILES)
            .mapToObj(
                i ->
                    PackedFile.of(
                        "images/%d.png".formatted(i), (content + i).repeat(500).getBytes(UTF_8)))
            .toList();
    String digest = Sha256.hex(content.getBytes(UTF_8));
    return new PackedDataset(digest, "{}".getBytes(UTF_8), 1, 6, 4, 12, files);
  }
}
