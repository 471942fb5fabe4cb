package dev.baton.cli.jobs;

import dev.baton.common.messages.JobState;
import dev.baton.common.messages.MessageCodec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The jobs that the scheduler knows, kept up to date from its topic. Not thread-safe. */
final class JobStates implements AutoCloseable {
  private final TopicReader reader;
  private final Map<String, JobState> jobs = new TreeMap<>();

  private JobStates(TopicReader reader) {
    this.reader = reader;
  }

  /** Reads every job. */
  static JobStates open(String kafka) {
    JobStates states = new JobStates(TopicReader.fromBeginning(kafka, Topics.JOBS));
    states.reader.pollToEnd().forEach(states::apply);
    return states;
  }

  Set<String> names() {
    return jobs.keySet();
  }

  Collection<JobState> all() {
    return jobs.values();
  }

  Optional<JobState> find(String job) {
    return Optional.ofNullable(jobs.get(job));
  }

  /**
   * Waits until {@code job} is as wanted.
   *
   * @return whether it came to that within {@code limit}; a job that is gone did not
   */
  boolean await(String job, Predicate<JobState> isWanted, Duration limit) {
    long begin = System.nanoTime();
    while (find(job).filter(isWanted).isEmpty()) {
      if (System.nanoTime() - begin > limit.toNanos()) {
        return false;
      }
      reader.poll(Duration.ofMillis(100)).forEach(this::apply);
    }
    return true;
  }

  private void apply(ConsumerRecord<String, byte[]> message) {
    if (message.value() == null) {
      jobs.remove(message.key());
      return;
    }
    try {
      JobState state = MessageCodec.decode(message.value(), JobState.class);
      jobs.put(state.job(), state);
    } catch (MessageFormatException e) {
      jobs.remove(message.key()); // of a newer version: not listed rather than listed wrongly
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
