package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.dataset.DatasetPush;
import dev.baton.common.dataset.DatasetPush.Existing;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.PackedDataset;
import dev.baton.common.dataset.PushedDatasets;
import dev.baton.common.messages.ByteSize;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.AttemptHeldUp;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Event.JobFinished;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import dev.baton.worker.cache.DatasetCache;
import dev.baton.worker.yolo.DrawnDataset;
import dev.baton.worker.yolo.YoloTrainerFactory;
import dev.baton.worker.yolo.data.DatasetPacking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that train on data sets out of the store. */
class PushedDataTest {
  private static final String JOB = "pushed";

  @TempDir Path temporary;
  private final KeptFacts facts = new KeptFacts();
  private ObjectStore store;
  private Path dataYaml;
  private Pinned pushed;

  @BeforeEach
  void push() throws IOException {
    store = new DirectoryObjectStore(temporary.resolve("store"));
    dataYaml = DrawnDataset.draw(temporary.resolve("set"), 4, 64);
    PackedDataset set = DatasetPacking.read(dataYaml).set();
    new DatasetPush(store, DatasetPush.USUAL_SHARD, bytes -> {})
        .push(set, Existing.TRUSTED, Instant.EPOCH);
    pushed = new Pinned(set.digest());
  }

  @Test
  void aJobOnAPushedSetEndsWithTheBitsOfOneOnTheFolder() throws Exception {
    run("folder", dataYaml.toString(), 1);
    removeFolder();
    assertThat(run(JOB, pushed.toString(), 1)).isEqualTo(CommandOutcome.DONE);
    assertThat(facts.of(AttemptHeldUp.class))
        .singleElement()
        .satisfies(e -> assertThat(e.why()).isEqualTo("fetches the data set, 1 MB"));
    assertThat(digest(JOB)).isEqualTo(digest("folder"));
    assertThat(TinyJobs.history(store, JOB).dataDigest()).contains(pushed.digest());
  }

  @Test
  void aCopyThatIsDamagedHereDoesNotFailTheJobButIsFetchedAgain() throws Exception {
    run("folder", dataYaml.toString(), 1);
    run("earlier", pushed.toString(), 1);
    Path image = cacheFolder().resolve(pushed.digest()).resolve("files/images/train/2.png");
    Files.writeString(image, "rotten");

    assertThat(run(JOB, pushed.toString(), 1)).isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(facts.of(AttemptEnded.class).getLast().detail())
        .contains("this machine's copy of the data set was damaged", "images/train/2.png");
    assertThat(run(JOB, pushed.toString(), 1)).isEqualTo(CommandOutcome.DONE);
    assertThat(digest(JOB)).isEqualTo(digest("folder"));
  }

  @Test
  void aSetThatTheStoreDoesNotHaveIsLeftToPeople() throws Exception {
    new PushedDatasets(store).remove(pushed.digest());
    assertThat(run(JOB, pushed.toString(), 1)).isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(TinyJobs.history(store, JOB).closed()).isEmpty();
    assertThat(facts.of(AttemptEnded.class))
        .singleElement()
        .satisfies(
            ended ->
                assertThat(ended.detail())
                    .contains("the store has no data set " + pushed, "baton data push"));
  }

  @Test
  void aWorkerThatIsToldToLeaveWhileItFetchesHandsBackAtOnce() throws Exception {
    AttemptSignals signals = new AttemptSignals();
    KeptFacts leaving =
        new KeptFacts(
            fact -> {
              if (fact instanceof AttemptHeldUp) {
                signals.stop(Stop.DRAINED, Duration.ofSeconds(30));
              }
            });
    CommandOutcome outcome = worker(leaving).run(command(JOB, pushed.toString(), 1), signals);
    assertThat(outcome).isEqualTo(CommandOutcome.HAND_BACK);
    assertThat(leaving.of(AttemptEnded.class))
        .singleElement()
        .satisfies(ended -> assertThat(ended.reason()).isEqualTo(EndReason.HANDED_BACK));
    assertThat(TinyJobs.history(store, JOB).fruitlessAttempts()).isEmpty();
  }

  @Test
  void aWorkerWithoutACacheLeavesTheJobToOthers() throws Exception {
    AttemptRunner plain =
        TinyJobs.worker("w1", store, facts, TinyJobs.undisturbed(), new YoloTrainerFactory());
    assertThat(plain.run(command(JOB, pushed.toString(), 1), new AttemptSignals()))
        .isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(facts.of(AttemptEnded.class).getLast().detail()).contains("has no cache");
  }

  private CommandOutcome run(String job, String data, int number) throws Exception {
    return worker(facts).run(command(job, data, number), new AttemptSignals());
  }

  private AttemptRunner worker(FactSink sink) {
    Clock clock = Clock.systemUTC();
    DatasetCache cache =
        new DatasetCache(cacheFolder(), ByteSize.parse("1GB"), Machine.REAL, clock);
    Surroundings surroundings =
        new Surroundings(
            clock,
            Machine.REAL,
            CrashPoints.NONE,
            new StepWatch(Surroundings.USUAL_SLACK, Machine.REAL),
            Optional.of(cache),
            WorkMeter.NONE);
    return TinyJobs.worker("w1", store, sink, surroundings, new YoloTrainerFactory());
  }

  private Path cacheFolder() {
    return temporary.resolve("cache");
  }

  private static TrainEpochs command(String job, String data, int number)
      throws MessageFormatException {
    String request =
        """
        {"version":1,"type":"train","job":"%s","cfg":"gelan-t","data":"%s","imgsz":64,"batch":4,"epochs":2,"nbs":4,"workers":0,"plots":false}
        """
            .formatted(job, data);
    JobSpec spec = ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
    return new TrainEpochs(
        job, number, 0, 2, spec, SpecDigest.of(spec), Optional.empty(), Instant.EPOCH);
  }

  private String digest(String job) {
    return facts.of(JobFinished.class).stream()
        .filter(finished -> finished.job().equals(job))
        .map(Event.JobFinished::stateDigest)
        .findFirst()
        .orElseThrow();
  }

  private void removeFolder() throws IOException {
    Files.move(temporary.resolve("set"), temporary.resolve("elsewhere"));
  }
}
