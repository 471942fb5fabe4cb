package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.common.messages.SpecDigest;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Jobs of the task {@code tiny}: 4 epochs of 10 steps, which take no time. */
final class TinyJobs {
  static final int EPOCHS = 4;

  private TinyJobs() {}

  /** The command that trains {@code job} through epoch {@code through}. */
  static TrainEpochs command(String job, int number, int through) {
    return command(job, number, through, "", "");
  }

  /**
   * As above, with more of the request.
   *
   * @param hyp {@code ,"lr0":0.5} or nothing
   * @param options {@code ,"save_period":3} or nothing
   */
  static TrainEpochs command(String job, int number, int through, String hyp, String options) {
    String request =
        "{\"version\":1,\"type\":\"train\",\"job\":\"%s\",\"task\":\"tiny\",\"epochs\":%d,\"batch\":8,\"hyp\":{\"steps\":10,\"step_millis\":0%s}%s}"
            .formatted(job, EPOCHS, hyp, options);
    try {
      JobSpec spec = ((Request.Train) RequestReader.read(request.getBytes(UTF_8), "r")).spec();
      return new TrainEpochs(
          job, number, 0, through, spec, SpecDigest.of(spec), Optional.empty(), Instant.EPOCH);
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static AttemptRunner worker(
      String name, ObjectStore store, FactSink facts, Surroundings surroundings) {
    return worker(name, store, facts, surroundings, new TinyTrainerFactory());
  }

  static AttemptRunner worker(
      String name,
      ObjectStore store,
      FactSink facts,
      Surroundings surroundings,
      TrainerFactory trainers) {
    return new AttemptRunner(
        name,
        store,
        Map.of(trainers.task(), trainers),
        facts,
        new ProgressBoard(),
        Duration.ofSeconds(5),
        surroundings);
  }

  static Surroundings undisturbed() {
    return Surroundings.real(Clock.systemUTC());
  }

  static JobHistory history(ObjectStore store, String job) throws IOException {
    return new JobLog(store, job).read();
  }

  /** The start of an attempt at {@code command} by a worker that may be lost. */
  static AttemptStarted started(TrainEpochs command, String worker) {
    return new AttemptStarted(
        UUID.randomUUID().toString(),
        UUID.randomUUID().toString(),
        command.commandNumber(),
        worker,
        "java/strict",
        command.specDigest(),
        command.spec(),
        command.branch(),
        Instant.EPOCH);
  }

  /** The digest that every job ends with, whatever happens to it. */
  static String unbrokenDigest(ObjectStore store) throws IOException {
    worker("w0", store, new KeptFacts(), undisturbed())
        .run(command("unbroken", 1, EPOCHS), new AttemptSignals());
    return history(store, "unbroken").newestCheckpoint().orElseThrow().entry().stateDigest();
  }
}
