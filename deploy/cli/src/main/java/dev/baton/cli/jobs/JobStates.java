package dev.baton.cli.jobs;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The jobs that the scheduler knows, kept up to date from its topic. Not thread-safe. */
public final class JobStates implements AutoCloseable {
  private final TopicTail<JobState> tail;
  private final Map<String, JobState> jobs = new TreeMap<>();

  private JobStates(TopicTail<JobState> tail) {
    this.tail = tail;
  }

  /** Reads every job. */
  public static JobStates open(KafkaConnection kafka) {
    JobStates states = new JobStates(TopicTail.fromBeginning(kafka, Topics.JOBS, JobState.class));
    states.tail.readToEnd().forEach(states::apply);
    return states;
  }

  Set<String> names() {
    return jobs.keySet();
  }

  public Collection<JobState> all() {
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
      listen(Duration.ofMillis(100));
    }
    return true;
  }

  /** Takes in what changes within {@code longest}. */
  void listen(Duration longest) {
    tail.poll(longest).forEach(this::apply);
  }

  private void apply(TopicTail.Entry<JobState> entry) {
    entry
        .message()
        .ifPresentOrElse(state -> jobs.put(state.job(), state), () -> jobs.remove(entry.key()));
  }

  @Override
  public void close() {
    tail.close();
  }
}
