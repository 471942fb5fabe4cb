package dev.baton.cli.fleet;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.StepProgress;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Topics;
import dev.baton.common.messages.TrainEpochs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Workers that say what workers say, as often as they do, and train nothing: a step and a heartbeat
 * each second, an epoch of twenty steps. So a large fleet's messages fit on a small machine. They
 * share one reader of the commands, and commit nothing to a store.
 */
final class WorkerCrowd implements AutoCloseable {
  private static final int STEPS_PER_EPOCH = 20;

  private final List<PlayedWorker> workers = new ArrayList<>();
  private final KafkaProducer<String, byte[]> producer;
  private final TopicTail<TrainEpochs> commands;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("worker-crowd").daemon().unstarted(task));

  /** Begins to say that {@code size} workers are there. */
  WorkerCrowd(KafkaConnection kafka, int size) {
    producer = new KafkaProducer<>(kafka.producer());
    commands = TopicTail.fromBeginning(kafka, Topics.commands("default"), TrainEpochs.class);
    for (int i = 1; i <= size; i++) {
      workers.add(new PlayedWorker("worker-%03d".formatted(i)));
    }
    clock.scheduleAtFixedRate(this::second, 0, 1, TimeUnit.SECONDS);
  }

  private void second() {
    for (TopicTail.Entry<TrainEpochs> entry : commands.poll(Duration.ZERO)) {
      workers.stream()
          .filter(worker -> worker.command.isEmpty())
          .findFirst()
          .ifPresent(worker -> entry.message().ifPresent(worker::take));
    }
    workers.forEach(PlayedWorker::second);
  }

  private void say(String topic, String key, Message message) {
    producer.send(new ProducerRecord<>(topic, 0, key, MessageCodec.encode(message)));
  }

  /** Used by the clock's thread alone. */
  private final class PlayedWorker {
    private final String name;
    private Optional<TrainEpochs> command = Optional.empty();
    private int epoch;
    private int step;

    PlayedWorker(String name) {
      this.name = name;
    }

    void take(TrainEpochs given) {
      command = Optional.of(given);
      epoch = given.fromEpoch();
      step = 0;
      happened(
          new Event.AttemptStarted(
              given.job(),
              given.commandNumber(),
              attempt(given),
              name,
              given.commandNumber(),
              "cpu",
              epoch,
              0,
              Optional.empty(),
              Instant.now()));
    }

    void second() {
      command.ifPresent(this::train);
      Heartbeat beat =
          new Heartbeat(
              name,
              "default",
              command.isPresent() ? WorkerState.BUSY : WorkerState.IDLE,
              command.map(TrainEpochs::job),
              command.map(TrainEpochs::commandNumber).orElse(0),
              "cpu",
              "host-of-" + name,
              4711,
              "0.1.0",
              Instant.now(),
              Optional.of((1_000L + step) << 20));
      say(Topics.PROGRESS, name, beat);
    }

    private void train(TrainEpochs given) {
      step++;
      say(Topics.PROGRESS, given.job(), progress(given));
      if (step == STEPS_PER_EPOCH) {
        step = 0;
        epoch++;
        happened(checkpoint(given));
        if (epoch == given.throughEpoch()) {
          end(given);
        }
      }
    }

    private void end(TrainEpochs given) {
      command = Optional.empty();
      happened(
          new Event.AttemptEnded(
              given.job(),
              given.commandNumber(),
              attempt(given),
              name,
              EndReason.DONE,
              epoch,
              0,
              "",
              Instant.now()));
      if (epoch == given.spec().epochs()) {
        happened(
            new Event.JobFinished(given.job(), 0, epoch, "d".repeat(64), Map.of(), Instant.now()));
      }
    }

    private StepProgress progress(TrainEpochs given) {
      return new StepProgress(
          name,
          given.job(),
          given.commandNumber(),
          attempt(given),
          epoch + 1,
          given.spec().epochs(),
          step,
          STEPS_PER_EPOCH,
          Map.of("box", 4.0 / (epoch + 1), "cls", 3.0 / (step + 1), "dfl", 1.25),
          0.01,
          16 + 0.1 * step,
          0,
          Instant.now());
    }

    private Event.Checkpointed checkpoint(TrainEpochs given) {
      return new Event.Checkpointed(
          given.job(),
          given.commandNumber(),
          attempt(given),
          name,
          epoch,
          0,
          epoch,
          "d".repeat(64),
          25 << 20,
          Map.of("mAP50", 1 - 1.0 / (epoch + 1), "mAP50-95", 0.6 - 0.6 / (epoch + 1)),
          Instant.now());
    }

    private String attempt(TrainEpochs given) {
      return "%s-%d".formatted(given.job(), given.commandNumber());
    }

    private void happened(Event event) {
      say(Topics.EVENTS, event.job(), event);
    }
  }

  @Override
  public void close() {
    clock.close();
    commands.close();
    producer.close();
  }
}
