package dev.baton.cli.jobs;

import dev.baton.cli.CommandFailedException;
import dev.baton.cli.local.ConnectionOptions;
import dev.baton.cli.output.Line;
import dev.baton.cli.output.Terminal;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.messages.Control;
import dev.baton.common.messages.DidYouMean;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a worker out of the fleet's work, as before its machine is to be stopped. */
@Command(
    name = "drain",
    description = {
      "Let a worker commit a checkpoint, hand its job back and take no more.",
      "It stays alive, drained, until --undo or until it is started again."
    },
    footer = {"", "Example: baton drain worker-1", "Example: baton drain worker-1 --undo"})
public final class DrainCommand implements Callable<Integer> {
  /** Long enough for a step of a large model and the checkpoint after it, mostly. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(100);

  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "WORKER", description = "Name of the worker: see baton workers.")
  private String worker;

  @Option(names = "--undo", description = "Let it take commands again.")
  private boolean isUndone;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
    KafkaConnection kafka = connection.resolveKafka();
    try (LiveWorkers workers = LiveWorkers.open(kafka)) {
      requireAlive(workers);
      send(kafka, isUndone ? new Control.ReadmitWorker(worker) : new Control.DrainWorker(worker));
      long begin = System.nanoTime();
      while (workers.find(worker).filter(this::isAsWanted).isEmpty()) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          terminal.print(
              "Worker %s was told, but is still %s: it has to end a step first (baton workers)"
                  .formatted(worker, state(workers.find(worker))));
          return 0;
        }
        workers.listen(POLL);
      }
      terminal.print(
          Line.good(
              isUndone
                  ? "Worker %s takes commands again".formatted(worker)
                  : "Worker %s is drained: it takes no commands until baton drain %s --undo"
                      .formatted(worker, worker)));
      return 0;
    }
  }

  private void requireAlive(LiveWorkers workers) {
    if (workers.find(worker).isEmpty()) {
      throw new CommandFailedException(
          "No worker \"%s\" has given a sign within %d s (baton workers)%s"
              .formatted(
                  worker,
                  LiveWorkers.ALIVE.toSeconds(),
                  DidYouMean.suffix(
                      worker, workers.all().stream().map(Heartbeat::worker).toList())));
    }
  }

  private boolean isAsWanted(Heartbeat beat) {
    boolean isDrained = beat.state() == WorkerState.DRAINED;
    return isUndone ? !isDrained : isDrained && beat.job().isEmpty();
  }

  private static String state(Optional<Heartbeat> beat) {
    return beat.map(
            b -> b.state().name() + b.job().map(job -> " with job " + job).orElse(" with no job"))
        .orElse("silent");
  }

  private static void send(KafkaConnection kafka, Control control) {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      producer
          .send(new ProducerRecord<>(Topics.CONTROL, control.key(), MessageCodec.encode(control)))
          .get();
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "Kafka at %s did not take the message: %s. See baton status"
              .formatted(kafka, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted while sending", e);
    }
  }
}
