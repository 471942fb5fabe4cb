package dev.baton.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.CheckpointStore.Uploaded;
import dev.baton.common.checkpoint.JobVerifier.Checked;
import dev.baton.common.checkpoint.JobVerifier.Condition;
import dev.baton.common.checkpoint.JobVerifier.Depth;
import dev.baton.common.checkpoint.JobVerifier.Problem;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.Damage;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A job of four epochs, entries 1 to 4, of which retention has deleted the first one's data. */
class JobVerifierTest {
  private static final String JOB = "exp1";
  private static final String ATTEMPT = "attempt-1";
  private static final int RETIRED = 1;
  private static final int NEWEST = 4;

  @TempDir Path folder;
  private ObjectStore store;
  private CheckpointStore checkpoints;
  private JobLog log;

  @BeforeEach
  void train() throws Exception {
    store = new DirectoryObjectStore(folder);
    checkpoints = new CheckpointStore(store, JOB);
    log = new JobLog(store, JOB);
    append(started(ATTEMPT));
    Optional<Long> parent = Optional.empty();
    for (int epoch = 1; epoch <= 4; epoch++) {
      // Epoch 2 is the best, so its data are kept though two newer ones are there.
      double fitness = epoch == 2 ? 0.9 : 0.1 * epoch;
      commit(ATTEMPT, epoch, epoch, parent, fitness);
      parent = Optional.of((long) epoch);
    }
    append(new Closed("e9", ATTEMPT, Outcome.FINISHED, "", Instant.EPOCH));
    checkpoints.delete(checkpoint(RETIRED));
  }

  @Test
  void aSoundJobHasWholeAndRetiredCheckpointsOnly() throws Exception {
    assertThat(verify(Depth.TENSORS))
        .extracting(Checked::condition)
        .containsExactly(Condition.RETIRED, Condition.WHOLE, Condition.WHOLE, Condition.WHOLE);
  }

  @Test
  void oneCheckpointIsCheckedWithoutTheOthers() throws Exception {
    Damage.TRUNCATED.apply(store, "jobs/exp1/data/attempt-1/4-0/ema.safetensors");
    JobVerifier verifier = new JobVerifier(store, JOB, log.read());
    assertThat(verifier.verify(NEWEST, Depth.FILES).condition()).isEqualTo(Condition.DAMAGED);
    assertThat(verifier.verify(NEWEST - 1, Depth.FILES).condition()).isEqualTo(Condition.WHOLE);
    assertThat(verifier.verify(RETIRED, Depth.FILES).condition()).isEqualTo(Condition.RETIRED);
  }

  static Stream<Arguments> everyFileAndDamage() {
    return Stream.of("ema.safetensors", "state.json", "digest.txt")
        .flatMap(file -> Stream.of(Damage.values()).map(damage -> Arguments.of(file, damage)));
  }

  @ParameterizedTest
  @MethodSource("everyFileAndDamage")
  void namesTheDamagedFileOfACheckpoint(String file, Damage damage) throws Exception {
    String key = "jobs/exp1/data/attempt-1/4-0/" + file;
    damage.apply(store, key);
    assertThat(damaged())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.sequence()).isEqualTo(NEWEST);
              assertThat(found.problems()).extracting(Problem::file).containsExactly(key);
            });
  }

  @Test
  void theBestCheckpointsDataAreMissedThoughNewerOnesAreThere() throws Exception {
    checkpoints.delete(checkpoint(2));
    assertThat(damaged()).extracting(Checked::sequence).containsExactly(2L);
  }

  @Test
  void anEpochThatASizeLimitMayHaveCostIsNotMissed() throws Exception {
    append(started("attempt-2", ",\"save_period\":1,\"max_size\":\"1KB\""));
    assertThat(damaged()).isEmpty();
    checkpoints.delete(checkpoint(2)); // the best one is no matter of room
    assertThat(damaged()).extracting(Checked::sequence).containsExactly(2L);
  }

  @Test
  void anEpochIsMissedWhereTheJobWasAlwaysFarFromItsSizeLimit() throws Exception {
    append(started("attempt-2", ",\"save_period\":1,\"max_size\":\"1GB\""));
    assertThat(damaged()).extracting(Checked::sequence).containsExactly((long) RETIRED);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void namesAnEntryThatCannotBeRead(Damage damage) throws Exception {
    damage.apply(store, "jobs/exp1/log/0000000003.json");
    assertThat(damaged())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.sequence()).isEqualTo(3);
              assertThat(found.problems())
                  .extracting(Problem::file)
                  .containsExactly("jobs/exp1/log/0000000003.json");
            });
  }

  @Test
  void onlyTheTensorsShowACheckpointWhoseFilesAreWholeAndOfAnotherState() throws Exception {
    Uploaded other = checkpoints.upload("forged", 5, 0, snapshot(77));
    Uploaded digestOf = checkpoints.upload("forged", 6, 0, snapshot(78));
    store.upload(
        "jobs/exp1/data/forged/5-0/digest.txt",
        ObjectStore.Content.of(store.read("jobs/exp1/data/forged/6-0/digest.txt")));
    List<LogEntry.StoredFile> files =
        Stream.concat(
                other.files().stream().filter(file -> !file.name().equals("digest.txt")),
                digestOf.files().stream().filter(file -> file.name().equals("digest.txt")))
            .toList();
    append(started("forged"));
    append(
        new Checkpointed(
            "e7",
            "forged",
            5,
            0,
            Optional.of(4L),
            files,
            digestOf.digest().hex(),
            Map.of(),
            Optional.of(0.1),
            Instant.EPOCH));
    assertThat(damaged()).isEmpty();
    assertThat(verify(Depth.TENSORS).getLast().problems())
        .singleElement()
        .extracting(Problem::why)
        .asString()
        .contains("ema/weight");
  }

  @Test
  void aCheckpointOfAnAttemptThatNoLongerOwnedTheJobBreaksTheChain() throws Exception {
    append(started("attempt-2"));
    commit(ATTEMPT, 5, 5, Optional.of(4L), 0.1);
    assertThat(damaged())
        .flatExtracting(Checked::problems)
        .extracting(Problem::why)
        .containsExactly("attempt attempt-1 wrote it while the job belonged to attempt attempt-2");
  }

  @Test
  void aParentThatIsNoEarlierCheckpointBreaksTheChain() throws Exception {
    append(started("attempt-2"));
    commit("attempt-2", 5, 5, Optional.of(5L), 0.1);
    assertThat(damaged().getFirst().problems().getFirst().why())
        .isEqualTo("its parent, entry 5, is no earlier checkpoint");
  }

  @Test
  void thePlaceThatWasTrainedTwiceMustHaveTheSameBits() throws Exception {
    append(started("attempt-2"));
    commit("attempt-2", 4, 4, Optional.of(3L), 0.4);
    assertThat(damaged()).isEmpty();
    append(started("attempt-3"));
    commit("attempt-3", 4, 44, Optional.of(3L), 0.4);
    assertThat(damaged().getFirst().problems().getFirst().why())
        .startsWith("epoch 4, step 0 has other bits than in entry 4");
  }

  private List<Checked> damaged() throws IOException {
    return verify(Depth.FILES).stream()
        .filter(checked -> checked.condition() == Condition.DAMAGED)
        .toList();
  }

  private List<Checked> verify(Depth depth) throws IOException {
    return new JobVerifier(store, JOB, log.read()).verify(depth);
  }

  private Checkpointed checkpoint(long sequence) throws IOException {
    return log.read().checkpoint(sequence).orElseThrow().entry();
  }

  private void commit(String attempt, int epoch, int weight, Optional<Long> parent, double fitness)
      throws IOException {
    Uploaded uploaded = checkpoints.upload(attempt, epoch, 0, snapshot(weight));
    append(
        new Checkpointed(
            "of " + attempt + epoch,
            attempt,
            epoch,
            0,
            parent,
            uploaded.files(),
            uploaded.digest().hex(),
            Map.of(),
            Optional.of(fitness),
            Instant.EPOCH));
  }

  private static Snapshot snapshot(float weight) {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, weight);
    Tensor tensor = new Tensor("weight", Tensor.DType.F32, List.of(1L), data);
    return new Snapshot(
        Map.of("ema", List.of(tensor)), Json.MAPPER.createObjectNode().put("epoch", weight));
  }

  private void append(LogEntry entry) throws IOException {
    log.append(log.read().nextSequence(), entry);
  }

  private static AttemptStarted started(String attempt) {
    return started(attempt, "");
  }

  /** {@code options} of its request: {@code ,"save_period":3} or nothing. */
  private static AttemptStarted started(String attempt, String options) {
    return new AttemptStarted(
        "start of " + attempt,
        attempt,
        1,
        "w1",
        "cpu/x",
        "spec",
        TinySpec.of(options),
        Optional.empty(),
        Instant.EPOCH);
  }
}
