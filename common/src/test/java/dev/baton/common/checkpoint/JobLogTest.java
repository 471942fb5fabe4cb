package dev.baton.common.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog.AppendOutcome.Appended;
import dev.baton.common.checkpoint.JobLog.AppendOutcome.Lost;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.DataPinned;
import dev.baton.common.checkpoint.LogEntry.Ending;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.checkpoint.LogEntry.StoredFile;
import dev.baton.common.checkpoint.LogEntry.Unreadable;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.StoredObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLogTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;
  private ObjectStore store;
  private JobLog log;

  @BeforeEach
  void openLog() {
    store = new DirectoryObjectStore(folder);
    log = new JobLog(store, "exp1");
  }

  @Test
  void readsBackEntriesOfEveryKindInTheirOrder() throws Exception {
    List<LogEntry> entries =
        List.of(
            started("e0", "a", 1),
            new DataPinned("e1", "a", "digest", AT),
            checkpoint("e2", "a", 1, 0, Optional.empty(), Optional.of(0.5)),
            new AttemptEnded("e3", "a", Ending.YIELDED, "others wait", AT),
            new Closed("e4", "a", Outcome.FAILED, "why", AT));
    for (LogEntry entry : entries) {
      assertThat(log.append(log.read().nextSequence(), entry)).isInstanceOf(Appended.class);
    }
    assertThat(log.read().entries()).isEqualTo(entries);
  }

  @Test
  void theSecondOfTwoWritersLosesAndSeesTheWinner() throws Exception {
    log.append(0, started("e0", "a", 1));
    assertThat(log.append(0, started("other", "b", 1))).isEqualTo(new Lost(started("e0", "a", 1)));
    assertThat(log.read().entries()).hasSize(1);
  }

  @Test
  void takesItsOwnEntryForASuccessAfterALostReply() throws Exception {
    log.append(0, started("e0", "a", 1));
    assertThat(log.append(0, started("e0", "a", 1))).isEqualTo(new Appended(0));
  }

  @Test
  void readsOnFromWhatItKnows() throws Exception {
    log.append(0, started("e0", "a", 1));
    JobHistory known = log.read();
    log.append(1, new DataPinned("e1", "a", "digest", AT));
    assertThat(log.readOn(known).entries()).hasSize(2).first().isSameAs(known.entries().getFirst());
  }

  @Test
  void aMissingEntryKeepsItsNumber() throws Exception {
    log.append(0, started("e0", "a", 1));
    log.append(2, started("e2", "a", 1));
    assertThat(log.read().entries())
        .containsExactly(
            started("e0", "a", 1),
            new Unreadable("jobs/exp1/log/0000000001.json", "it is missing"),
            started("e2", "a", 1));
    assertThat(log.read().nextSequence()).isEqualTo(3);
  }

  @Test
  void refusesALogThatLacksAlmostEverything() {
    assertThatThrownBy(
            () -> {
              log.append(5_000_000_000L, started("e0", "a", 1));
              log.read();
            })
        .hasMessageContaining("backup");
  }

  /** Every single bit of an entry, and every length of what is left of it. */
  @Test
  void noDamagedEntryIsTakenForAnother() throws Exception {
    LogEntry entry = checkpoint("e0", "a", 1, 0, Optional.of(7L), Optional.of(0.5));
    byte[] whole = LogEntryCodec.encode(entry);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(LogEntryCodec.decode(flipped, "key"))
          .as("bit %d", bit)
          .matches(read -> read instanceof Unreadable || read.equals(entry));
    }
    for (int length = 0; length < whole.length; length++) {
      assertThat(LogEntryCodec.decode(Arrays.copyOf(whole, length), "key"))
          .as("%d bytes", length)
          .isInstanceOf(Unreadable.class);
    }
  }

  @Test
  void readsEntriesOfTheFirstReleasesThatCarryNoSum() throws Exception {
    LogEntry entry = new DataPinned("e1", "a", "digest", AT);
    String json =
        "{\"version\":1,\"kind\":\"data-pinned\",\"entryId\":\"e1\",\"attemptId\":\"a\",\"dataDigest\":\"digest\",\"at\":\"2026-01-02T03:04:05Z\"}";
    assertThat(LogEntryCodec.decode(json.getBytes(UTF_8), "key")).isEqualTo(entry);
  }

  @Test
  void theChainGoesOnBeforeAParentThatIsUnreadable() {
    JobHistory history =
        new JobHistory(
            List.of(
                checkpoint("e0", "a", 1, 0, Optional.empty(), Optional.of(0.1)),
                checkpoint("e1", "a", 2, 0, Optional.of(0L), Optional.of(0.2)),
                new Unreadable("key", "it is missing"),
                checkpoint("e3", "a", 4, 0, Optional.of(2L), Optional.of(0.4))));
    assertThat(history.chain()).extracting(Numbered::sequence).containsExactly(3L, 1L, 0L);
  }

  @Test
  void theChainEndsWhereAParentIsNoEarlierEntry() {
    JobHistory itself =
        new JobHistory(List.of(checkpoint("e0", "a", 1, 0, Optional.of(0L), Optional.empty())));
    assertThat(itself.chain()).extracting(Numbered::sequence).containsExactly(0L);
    JobHistory eachOther =
        new JobHistory(
            List.of(
                checkpoint("e0", "a", 1, 0, Optional.of(1L), Optional.empty()),
                checkpoint("e1", "a", 2, 0, Optional.of(0L), Optional.empty())));
    assertThat(eachOther.chain()).extracting(Numbered::sequence).containsExactly(1L, 0L);
  }

  /** Else a worker would not find again what it has written, nor what others have. */
  @Test
  void keysAreTheSameInEveryLocale() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG")); // has digits of its own
    try {
      log.append(0, started("e0", "a", 1));
      assertThat(store.list(""))
          .extracting(StoredObject::key)
          .containsExactly("jobs/exp1/log/0000000000.json");
      assertThat(log.read().entries()).containsExactly(started("e0", "a", 1));
      assertThat(new JobKeys("exp1").checkpoint("a", 12, 345))
          .isEqualTo("jobs/exp1/data/a/12-345/");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesEntriesOfANewerVersionSayingWhatToDo() throws Exception {
    store.createIfAbsent("jobs/exp1/log/0000000000.json", "{\"version\":7}".getBytes(UTF_8));
    assertThatThrownBy(log::read).hasMessageContaining("version 7").hasMessageContaining("Upgrade");
  }

  @Test
  void followsTheParentsAndNotTheOrderOfTheLog() {
    JobHistory history =
        new JobHistory(
            List.of(
                started("e0", "a", 1),
                checkpoint("e1", "a", 1, 0, Optional.empty(), Optional.of(0.1)),
                checkpoint("e2", "a", 2, 0, Optional.of(1L), Optional.of(0.9)),
                started("e3", "b", 2),
                // Checkpoint 2 was damaged: b went back to 1.
                checkpoint("e4", "b", 2, 0, Optional.of(1L), Optional.of(0.2))));
    assertThat(history.chain()).extracting(Numbered::sequence).containsExactly(4L, 1L);
    assertThat(history.best().orElseThrow().sequence()).isEqualTo(4);
  }

  @Test
  void theNewerOfEquallyFitCheckpointsIsTheBest() {
    JobHistory history =
        new JobHistory(
            List.of(
                checkpoint("e0", "a", 1, 0, Optional.empty(), Optional.of(0.0)),
                checkpoint("e1", "a", 2, 0, Optional.of(0L), Optional.of(0.0)),
                checkpoint("e2", "a", 2, 5, Optional.of(1L), Optional.empty())));
    assertThat(history.best().orElseThrow().sequence()).isEqualTo(1);
  }

  @Test
  void countsOnlyLostAttemptsSinceTheLastCheckpoint() {
    JobHistory history =
        new JobHistory(
            List.of(
                started("e0", "lost-before", 1),
                checkpoint("e1", "lost-before", 0, 3, Optional.empty(), Optional.empty()),
                started("e2", "lost", 1),
                started("e3", "left", 1),
                new AttemptEnded("e4", "left", Ending.HANDED_BACK, "the worker leaves", AT),
                started("e5", "gave-up", 1),
                new AttemptEnded("e6", "gave-up", Ending.GAVE_UP, "no data", AT)));
    assertThat(history.fruitlessAttempts())
        .extracting(AttemptStarted::attemptId)
        .containsExactly("lost");
    assertThat(history.lostSinceEpochEnd())
        .extracting(AttemptStarted::attemptId)
        .containsExactly("lost-before", "lost");
    assertThat(history.givenUp()).extracting(AttemptEnded::why).containsExactly("no data");
    assertThat(history.isSignedOff(1)).isFalse();
  }

  private static AttemptStarted started(String id, String attempt, int command) {
    return new AttemptStarted(
        id, attempt, command, "w1", "cpu/x", "spec", TinySpec.of(""), Optional.empty(), AT);
  }

  private static Checkpointed checkpoint(
      String id,
      String attempt,
      int epoch,
      int step,
      Optional<Long> parent,
      Optional<Double> fitness) {
    return new Checkpointed(
        id,
        attempt,
        epoch,
        step,
        parent,
        List.of(new StoredFile("state.json", 2, "00")),
        "digest",
        Map.of("mAP50", 0.5),
        fitness,
        AT);
  }
}
