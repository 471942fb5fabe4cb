package dev.baton.cli.jobs;

import static dev.baton.common.text.Quantities.bytes;
import static dev.baton.common.text.Quantities.position;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.CommandFailedException;
import dev.baton.cli.output.Line;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.checkpoint.JobVerifier;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.StoredFile;
import dev.baton.common.checkpoint.RetentionRule;
import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.text.Quantities;
import dev.baton.worker.yolo.plots.PictureNames;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings a job's results from the store into a run directory. Every file is checked against the
 * SHA-256 in its log entry; a checkpoint that is damaged is said so and an older one is taken, as a
 * worker would.
 */
final class FetchedRun {
  private static final String STATE = "state.json";
  private static final String DIGEST = "digest.txt";

  private final String job;
  private final JobHistory history;
  private final CheckpointStore checkpoints;
  private final JobPictures pictures;
  private final JobVerifier verifier;
  private final Set<String> storedKeys;
  private final StoredCard card;
  private final List<Line> report = new ArrayList<>();

  private FetchedRun(
      String job,
      JobHistory history,
      CheckpointStore checkpoints,
      JobPictures pictures,
      JobVerifier verifier,
      Set<String> storedKeys,
      StoredCard card) {
    this.job = job;
    this.history = history;
    this.checkpoints = checkpoints;
    this.pictures = pictures;
    this.verifier = verifier;
    this.storedKeys = storedKeys;
    this.card = card;
  }

  /** Files of a checkpoint, checked. */
  private record Reading(Numbered<Checkpointed> checkpoint, Map<String, byte[]> files) {
    Optional<byte[]> weights() {
      return JobWeights.FILES.stream().filter(files::containsKey).findFirst().map(files::get);
    }
  }

  /**
   * Writes all that there is of {@code job}.
   *
   * @return what was written and what was damaged, for people
   * @throws CommandFailedException when no whole checkpoint is stored
   */
  static List<Line> write(ObjectStore store, String job, JobHistory history, RunDirectory directory)
      throws IOException {
    CheckpointStore checkpoints = new CheckpointStore(store, job);
    JobPictures pictures = new JobPictures(store, job);
    StoredCard card = StoredCard.of(store, history);
    FetchedRun run =
        new FetchedRun(
            job,
            history,
            checkpoints,
            pictures,
            new JobVerifier(store, job, history),
            checkpoints.storedKeys(),
            card);
    run.write(directory);
    return run.report;
  }

  private void write(RunDirectory directory) throws IOException {
    Reading last = readFirstWhole(history.chain(), List.of(STATE, DIGEST)).orElseThrow(this::none);
    Optional<Reading> best = readFirstWhole(JobWeights.byFitness(history), List.of());
    JobSpec spec = history.newestAttempt().orElseThrow().entry().spec();
    ObjectNode state = (ObjectNode) Json.MAPPER.readTree(last.files().get(STATE));
    Map<String, Double> hyp = hyp(state, spec);

    writeWeights(directory, RunFile.LAST, Optional.of(last));
    writeWeights(directory, RunFile.BEST, best);
    writePeriodic(directory, spec);
    directory.write(RunFile.OPT, YamlText.of(RunOptions.of(job, spec, hyp, directory.toString())));
    directory.write(RunFile.HYP, YamlText.of(hyp));
    if (spec.hasOwnModel()) {
      directory.write(RunFile.CFG, spec.cfg());
    } else {
      directory.remove(RunFile.CFG);
    }
    ResultsTable results = ResultsTable.of(state.path("results"));
    writeResults(directory, results);
    writePictures(directory, spec.detection().plots() ? results.picture() : Optional.empty());
    directory.write(RunFile.DIGEST, last.files().get(DIGEST));
    report.add(
        Line.plain(
            "%s  %s".formatted(RunFile.DIGEST.path(), last.checkpoint().entry().stateDigest())));
  }

  private void writeWeights(RunDirectory directory, RunFile file, Optional<Reading> reading)
      throws IOException {
    Optional<byte[]> weights = reading.flatMap(Reading::weights);
    if (weights.isEmpty()) {
      directory.remove(file);
      report.add(Line.quiet("%s  not yet: no epoch has ended".formatted(file.path())));
      return;
    }
    directory.write(file, card.writtenInto(weights.get()));
    Checkpointed entry = reading.get().checkpoint().entry();
    String fitness = entry.fitness().map(f -> ", fitness " + Quantities.number(f)).orElse("");
    report.add(
        Line.plain(
            "%s  %s, %s, checkpoint %d%s"
                .formatted(
                    file.path(),
                    bytes(weights.get().length),
                    position(entry.epoch(), entry.step()),
                    reading.get().checkpoint().sequence(),
                    fitness)));
  }

  /** The weights after each epoch that {@code save_period} names, the first epoch first. */
  private void writePeriodic(RunDirectory directory, JobSpec spec) throws IOException {
    RetentionRule rule = RetentionRule.of(spec);
    List<Numbered<Checkpointed>> periodic =
        history.chain().reversed().stream()
            .filter(checkpoint -> rule.isPeriodic(checkpoint.entry()))
            .toList();
    Set<String> written = new HashSet<>();
    for (Numbered<Checkpointed> checkpoint : periodic) {
      if (!verifier.isRetired(checkpoint, storedKeys)) {
        writePeriodic(directory, checkpoint).ifPresent(written::add);
      }
    }
    directory.removeEpochsExcept(written);
  }

  /** Returns the file, where there is one. */
  private Optional<String> writePeriodic(RunDirectory directory, Numbered<Checkpointed> checkpoint)
      throws IOException {
    int finished = checkpoint.entry().epoch() - 1;
    try {
      Optional<byte[]> weights = read(checkpoint, List.of()).weights();
      if (weights.isPresent()) {
        String path = directory.writeEpoch(finished, card.writtenInto(weights.get()));
        report.add(
            Line.plain(
                "%s  %s, checkpoint %d"
                    .formatted(path, bytes(weights.get().length), checkpoint.sequence())));
        return Optional.of(path);
      }
    } catch (CheckpointDamagedException e) {
      report.add(
          Line.bad(
              "checkpoint %d is damaged, there are no weights of epoch %d: %s"
                  .formatted(checkpoint.sequence(), finished, e.getMessage())));
    }
    return Optional.empty();
  }

  private void writeResults(RunDirectory directory, ResultsTable results) throws IOException {
    if (results.isEmpty()) {
      directory.remove(RunFile.RESULTS);
      directory.remove(RunFile.TENSORBOARD);
      return;
    }
    directory.write(RunFile.RESULTS, results.csv());
    Instant begin = history.firstAttempt().orElseThrow().at();
    directory.write(RunFile.TENSORBOARD, results.tensorBoard(history.epochEnds(), begin));
    for (RunFile file : List.of(RunFile.RESULTS, RunFile.TENSORBOARD)) {
      report.add(
          Line.plain(
              "%s  %s".formatted(file.path(), Quantities.count(results.rows().size(), "epoch"))));
    }
  }

  /** The curves are drawn here, of the epochs so far: workers draw them when the job has ended. */
  private void writePictures(RunDirectory directory, Optional<byte[]> curves) throws IOException {
    Map<String, byte[]> pngs = new TreeMap<>();
    for (String name : pictures.names()) {
      pngs.put(name, pictures.load(name));
    }
    curves.ifPresent(png -> pngs.put(PictureNames.RESULTS, png));
    for (String name : PictureNames.all()) {
      if (!pngs.containsKey(name)) {
        directory.removePicture(name);
      }
    }
    for (Map.Entry<String, byte[]> png : pngs.entrySet()) {
      directory.writePicture(png.getKey(), png.getValue());
    }
    if (!pngs.isEmpty()) {
      report.add(Line.plain("*.png  " + Quantities.count(pngs.size(), "picture")));
    }
  }

  private Optional<Reading> readFirstWhole(
      List<Numbered<Checkpointed>> candidates, List<String> extraFiles) throws IOException {
    for (Numbered<Checkpointed> candidate : candidates) {
      if (verifier.isRetired(candidate, storedKeys)) {
        continue; // retired, as most are
      }
      try {
        return Optional.of(read(candidate, extraFiles));
      } catch (CheckpointDamagedException e) {
        report.add(
            Line.bad(
                "checkpoint %d is damaged, an older one is taken: %s"
                    .formatted(candidate.sequence(), e.getMessage())));
      }
    }
    return Optional.empty();
  }

  private Reading read(Numbered<Checkpointed> checkpoint, List<String> extraFiles)
      throws IOException, CheckpointDamagedException {
    List<String> names = checkpoint.entry().files().stream().map(StoredFile::name).toList();
    Map<String, byte[]> files = new HashMap<>();
    for (String name : extraFiles) {
      files.put(name, checkpoints.loadFile(checkpoint.entry(), name));
    }
    Optional<String> weights = JobWeights.FILES.stream().filter(names::contains).findFirst();
    if (weights.isPresent()) {
      files.put(weights.get(), checkpoints.loadFile(checkpoint.entry(), weights.get()));
    }
    byte[] lines = files.get(DIGEST);
    if (lines != null && !Sha256.hex(lines).equals(checkpoint.entry().stateDigest())) {
      report.add(Line.bad("the lines of %s do not give its digest".formatted(DIGEST)));
    }
    return new Reading(checkpoint, files);
  }

  private static Map<String, Double> hyp(ObjectNode state, JobSpec spec) {
    Map<String, Double> hyp = new HashMap<>(spec.hyp());
    state
        .path("hyp")
        .properties()
        .forEach(value -> hyp.put(value.getKey(), value.getValue().asDouble()));
    return HyperParameters.ordered(hyp);
  }

  private CommandFailedException none() {
    return history.newestCheckpoint().isEmpty()
        ? new CommandFailedException(
            "Job %s has no checkpoint yet: wait for its first one (baton watch %s)"
                .formatted(job, job))
        : new CommandFailedException(
            "Job %s has no whole checkpoint in the store: see baton checkpoints %s"
                .formatted(job, job));
  }
}
