package dev.baton.common.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.objectstore.RetryingObjectStore.RoomListener;
import dev.baton.common.process.ManualMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails as often as a test says; time passes in pauses alone. */
class RetryingObjectStoreTest {
  private static final byte[] BYTES = {1};
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final Deque<IOException> failures = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private boolean isWanted = true;

  @Test
  void aFullStoreIsAnAnswerThatIsPassedOnAtOnce() {
    fail(1, full());
    assertThatThrownBy(() -> retrying().createIfAbsent("a", BYTES))
        .isInstanceOf(StoreFullException.class);
    assertThat(failures).isEmpty();
  }

  @Test
  void roomIsAwaitedForLongerThanAStoreThatIsAwayAndToldOnce() throws Exception {
    fail(100, full());
    assertThat(awaitingRoom().createIfAbsent("a", BYTES)).isTrue();
    assertThat(told).containsExactly("waits", "over");
  }

  @Test
  void patienceWithAStoreThatIsAwayBeginsAfterItWasLastHeardToBeFull() throws Exception {
    fail(10, full());
    fail(4, new IOException("away"));
    assertThat(awaitingRoom().createIfAbsent("a", BYTES)).isTrue();
    assertThat(told).containsExactly("waits", "over");
  }

  @Test
  void nobodyIsToldOfAStoreThatIsAway() {
    fail(100, new IOException("away"));
    assertThatThrownBy(() -> awaitingRoom().createIfAbsent("a", BYTES)).hasMessage("away");
    assertThat(told).isEmpty();
  }

  @Test
  void theWaitForRoomEndsWhenNobodyWantsItAnyMore() {
    fail(100, full());
    ObjectStore store =
        retrying()
            .awaitingRoom(
                new RoomListener() {
                  @Override
                  public void waits(StoreFullException answer) {
                    isWanted = false;
                  }

                  @Override
                  public void waitIsOver() {
                    told.add("over");
                  }
                });
    assertThatThrownBy(() -> store.createIfAbsent("a", BYTES))
        .isInstanceOf(StoreFullException.class);
    assertThat(told).containsExactly("over");
  }

  private void fail(int times, IOException failure) {
    for (int i = 0; i < times; i++) {
      failures.add(failure);
    }
  }

  private static StoreFullException full() {
    return new StoreFullException("no room", null);
  }

  private ObjectStore awaitingRoom() {
    return retrying()
        .awaitingRoom(
            new RoomListener() {
              @Override
              public void waits(StoreFullException answer) {
                told.add("waits");
              }

              @Override
              public void waitIsOver() {
                told.add("over");
              }
            });
  }

  private RetryingObjectStore retrying() {
    return new RetryingObjectStore(
        new FailingStore(), PATIENCE, () -> isWanted, new ManualMachine());
  }

  /** Fails as long as there are failures left. */
  private final class FailingStore extends PassingStore {
    private FailingStore() {
      super(new DirectoryObjectStore(folder));
    }

    @Override
    protected ObjectStore reached() throws IOException {
      if (!failures.isEmpty()) {
        throw failures.remove();
      }
      return super.reached();
    }
  }
}
