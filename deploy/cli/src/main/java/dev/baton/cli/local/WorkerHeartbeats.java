package dev.baton.cli.local;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.KafkaUnavailableException;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Progress;
import dev.baton.common.messages.Progress.Heartbeat;
import dev.baton.common.messages.Progress.WorkerState;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Which workers have said, since this was opened, that they are ready for commands. */
final class WorkerHeartbeats implements AutoCloseable {
  private final TopicTail<Progress> tail;
  private final Set<String> ready = new HashSet<>();

  /**
   * @throws KafkaUnavailableException when the topic cannot be read
   */
  WorkerHeartbeats(KafkaConnection kafka) {
    this.tail = TopicTail.fromEnd(kafka, Topics.PROGRESS, Progress.class);
  }

  /** Whether a worker of this name has said so. */
  boolean haveComeFrom(String worker) {
    for (TopicTail.Entry<Progress> entry : tail.poll(Duration.ofMillis(10))) {
      entry
          .message()
          .filter(Heartbeat.class::isInstance)
          .map(Heartbeat.class::cast)
          .filter(heartbeat -> heartbeat.state() != WorkerState.STARTING)
          .ifPresent(heartbeat -> ready.add(heartbeat.worker()));
    }
    return ready.contains(worker);
  }

  @Override
  public void close() {
    tail.close();
  }
}
