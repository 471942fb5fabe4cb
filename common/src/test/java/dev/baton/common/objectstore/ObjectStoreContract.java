package dev.baton.common.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.objectstore.ObjectStore.Content;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store must do; run on the directory store here and on S3 stores where one is started.
 */
public abstract class ObjectStoreContract {
  private static final int WRITERS = 8;

  private ObjectStore store;

  /** Opens an empty store. */
  protected abstract ObjectStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void readsBackWhatWasUploaded() throws Exception {
    store.upload("a/b/c", Content.of(bytes("content")));
    assertThat(store.read("a/b/c")).isEqualTo(bytes("content"));
  }

  @Test
  void storesEmptyAndLargeObjects() throws Exception {
    byte[] large = new byte[9 << 20];
    large[large.length - 1] = 7;
    store.upload("empty", Content.of(new byte[0]));
    store.upload("large", Content.of(large));
    assertThat(store.read("empty")).isEmpty();
    assertThat(store.read("large")).isEqualTo(large);
    try (InputStream stream = store.open("large")) {
      assertThat(stream.readAllBytes()).isEqualTo(large);
    }
    assertThatThrownBy(() -> store.open("absent")).isInstanceOf(ObjectNotFoundException.class);
  }

  @Test
  void createsAnObjectOnlyOnce() throws Exception {
    assertThat(store.createIfAbsent("k/0", bytes("first"))).isTrue();
    assertThat(store.createIfAbsent("k/0", bytes("second"))).isFalse();
    assertThat(store.read("k/0")).isEqualTo(bytes("first"));
  }

  @Test
  void letsOneOfManyWritersWin() throws Exception {
    for (int round = 0; round < 10; round++) {
      String key = "race/" + round;
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Future<Boolean>> writers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
        for (int writer = 0; writer < WRITERS; writer++) {
          byte[] own = bytes("writer " + writer);
          writers.add(
              threads.submit(
                  () -> {
                    start.await();
                    return store.createIfAbsent(key, own);
                  }));
        }
      }
      List<Integer> winners = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        if (writers.get(writer).get()) {
          winners.add(writer);
        }
      }
      assertThat(winners).hasSize(1);
      assertThat(store.read(key)).isEqualTo(bytes("writer " + winners.getFirst()));
    }
  }

  @Test
  void listsByPrefixInOrderOfKeysWithSizes() throws Exception {
    store.upload("jobs/b/1", Content.of(bytes("xyz")));
    store.upload("jobs/a/2", Content.of(bytes("xy")));
    store.upload("jobs/a/10", Content.of(bytes("x")));
    assertThat(store.list("jobs/a/"))
        .containsExactly(new StoredObject("jobs/a/10", 1), new StoredObject("jobs/a/2", 2));
    assertThat(store.list("jobs/")).hasSize(3);
    assertThat(store.list("nothing/")).isEmpty();
  }

  @Test
  void saysThatAnObjectIsNotThere() {
    assertThatThrownBy(() -> store.read("absent")).isInstanceOf(ObjectNotFoundException.class);
  }

  @Test
  void deletesAnObjectAndIgnoresAnAbsentOne() throws Exception {
    store.upload("k", Content.of(bytes("x")));
    store.delete("k");
    store.delete("k");
    assertThatThrownBy(() -> store.read("k")).isInstanceOf(ObjectNotFoundException.class);
    assertThat(store.createIfAbsent("k", bytes("again"))).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
