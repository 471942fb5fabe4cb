package dev.baton.cli.demo;

import static dev.baton.common.text.Quantities.duration;
import static dev.baton.common.text.Quantities.headline;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.jobs.RequestChannel;
import dev.baton.cli.local.LocalFleet;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.output.Line;
import dev.baton.common.checkpoint.CheckpointDamagedException;
import dev.baton.common.checkpoint.CheckpointStore;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.JobFinished;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Topics;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.yolo.shapes.ShapesDataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The demonstration from its data to its comparison. */
final class Demonstration {
  private static final String KILLED = "killed";
  private static final String UNBROKEN = "unbroken";
  private static final long SEED = 0;
  private static final Duration POLL = Duration.ofMillis(50);

  /** Large sets are read and hashed once before the first step. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private final TemporaryFleet stage;
  private final Story story;

  Demonstration(TemporaryFleet stage, Story story) {
    this.stage = stage;
    this.story = story;
  }

  /** Plays all of it; whether both trainings ended with the same bits. */
  boolean play(Optional<Path> data) throws IOException, InterruptedException {
    story.begin("The data");
    DemoPlan plan = data.map(this::userData).orElseGet(this::shapes);

    story.begin("The fleet");
    story.showStatus("starting");
    LocalFleet fleet = stage.fleet();
    fleet.start();
    story.forgetWhispers();
    story.say("a Kafka broker, an object store, a scheduler and two workers, a process each:");
    story.say(fleet.connection().toString());
    story.say("folder " + stage.folder());

    story.begin("A training that loses its worker");
    story.say("the request: " + plan);
    JobFinished killed = train(fleet, plan, KILLED, Optional.of(new MidEpoch(plan.killEpoch())));

    story.begin("The same request once more, and nobody is killed");
    JobFinished unbroken = train(fleet, plan, UNBROKEN, Optional.empty());

    story.begin("The comparison");
    boolean isSame = compare(fleet, killed, unbroken);
    story.tellTimes();
    return isSame;
  }

  private DemoPlan shapes() {
    stage.shareNatives();
    Path data =
        ShapesDataset.draw(
            stage.folder().resolve("shapes"),
            SEED,
            DemoPlan.SHAPES_TRAIN,
            DemoPlan.SHAPES_VAL,
            DemoPlan.PX);
    story.say(
        "%d images to train on and %d to judge by, with circles, squares and triangles, drawn now"
            .formatted(DemoPlan.SHAPES_TRAIN, DemoPlan.SHAPES_VAL));
    return DemoPlan.shapes(data);
  }

  private DemoPlan userData(Path dataYaml) {
    int images = TrainImages.count(dataYaml);
    story.say("%s, with %d images to train on".formatted(dataYaml, images));
    return DemoPlan.forUser(dataYaml.toAbsolutePath().normalize(), images);
  }

  /** Submits the plan as {@code job} and tells it to its end. */
  private JobFinished train(
      LocalFleet fleet, DemoPlan plan, String job, Optional<MidEpoch> killMoment) {
    KafkaConnection kafka = fleet.connection().kafka();
    TrainingTale tale = new TrainingTale(job);
    Optional<MidEpoch> pendingKill = killMoment;
    long begin = System.nanoTime();
    long heard = begin;
    try (TopicTail<Event> events = TopicTail.fromEnd(kafka, Topics.EVENTS, Event.class);
        TopicTail<Progress> progress = TopicTail.fromEnd(kafka, Topics.PROGRESS, Progress.class)) {
      new RequestChannel(kafka).require(plan.request(job, UUID.randomUUID().toString()));
      while (!tale.isOver()) {
        for (Event event : events.pollMessages(POLL)) {
          tale.on(event).forEach(story::say);
          heard = event.job().equals(job) ? System.nanoTime() : heard;
        }
        for (Progress message : progress.pollMessages(Duration.ZERO)) {
          tale.on(message);
          if (message instanceof StepProgress step && step.job().equals(job)) {
            heard = System.nanoTime();
            if (pendingKill.filter(moment -> moment.isAt(step)).isPresent()) {
              kill(fleet, tale, step);
              pendingKill = Optional.empty();
            }
          }
        }
        story.showStatus(tale.status(Instant.now()));
        requireNews(heard);
      }
    }
    JobFinished finished =
        tale.finished().orElseThrow(() -> new CommandFailedException(tale.failure().orElseThrow()));
    if (pendingKill.isPresent()) {
      throw new CommandFailedException(
          "The training ended before its worker could be killed: give more images with --data");
    }
    story.say(
        Line.good(
            "finished after %s: %s"
                .formatted(
                    duration(Duration.ofNanos(System.nanoTime() - begin)),
                    headline(finished.metrics()))));
    return finished;
  }

  private void kill(LocalFleet fleet, TrainingTale tale, StepProgress step) {
    Instant at = Instant.now();
    long pid = fleet.kill(step.worker());
    tale.killed(step.worker(), at);
    story.say(
        Line.bad(
            "kill -9: %s (process %d) dies in epoch %d, after step %d of %d"
                .formatted(step.worker(), pid, step.epoch(), step.step(), step.stepsPerEpoch())));
  }

  private static void requireNews(long heardNanos) {
    if (System.nanoTime() - heardNanos > LONGEST_SILENCE.toNanos()) {
      throw new CommandFailedException(
          "Nothing was heard of the training for %s".formatted(duration(LONGEST_SILENCE)));
    }
  }

  private boolean compare(LocalFleet fleet, JobFinished killed, JobFinished unbroken)
      throws IOException {
    boolean isSame = killed.stateDigest().equals(unbroken.stateDigest());
    story.say("a digest of all weights, averages, optimizer buffers and counters at the end:");
    story.say("with the kill     " + killed.stateDigest());
    story.say("without it        " + unbroken.stateDigest());
    story.say(isSame ? Line.good("the same bits: yes") : Line.bad("the same bits: no"));
    if (!isSame) {
      tellDifference(fleet);
    }
    return isSame;
  }

  private void tellDifference(LocalFleet fleet) throws IOException {
    try (ObjectStore store = fleet.connection().openStore()) {
      DigestComparison.first(digestLines(store, KILLED), digestLines(store, UNBROKEN))
          .ifPresent(
              difference ->
                  List.of(
                          "the first thing that differs, name, type, shape and SHA-256:",
                          "  " + difference.one(),
                          "  " + difference.other())
                      .forEach(story::say));
    }
  }

  private static String digestLines(ObjectStore store, String job) throws IOException {
    try {
      return new String(
          new CheckpointStore(store, job)
              .loadFile(
                  new JobLog(store, job).read().newestCheckpoint().orElseThrow().entry(),
                  "digest.txt"),
          StandardCharsets.UTF_8);
    } catch (CheckpointDamagedException e) {
      throw new IOException("The last checkpoint of " + job + " cannot be read", e);
    }
  }
}
