package dev.baton.scheduler.notify;

import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Topics;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is to be told of a job's end. A job's state is published before its first command, so whoever
 * has read the jobs after an end knows the job, unless it was removed since. Not thread-safe.
 */
final class Addressees implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Addressees.class);

  private final NotifySettings settings;
  private final TopicTail<JobState> tail;
  private final Map<String, Submission> jobs = new HashMap<>();

  /** As much of a job as is needed here; a state may be large. */
  private record Submission(String requestId, Optional<URI> notifyUrl) {}

  Addressees(KafkaConnection kafka, NotifySettings settings) {
    this.settings = settings;
    this.tail = TopicTail.fromBeginning(kafka, Topics.JOBS, JobState.class);
  }

  /** What is to be told to whom. */
  List<Delivery> deliveries(Event.Ending ending) {
    tail.readToEnd().forEach(this::note);
    Submission job = jobs.getOrDefault(ending.job(), new Submission("", Optional.empty()));
    Set<URI> urls = new LinkedHashSet<>();
    settings.url().ifPresent(urls::add);
    job.notifyUrl.filter(url -> isAllowed(ending.job(), url)).ifPresent(urls::add);
    List<Delivery> deliveries = new ArrayList<>();
    urls.forEach(url -> deliveries.add(Delivery.of(ending, job.requestId, url)));
    return deliveries;
  }

  /** The settings may have changed since the request was accepted. */
  private boolean isAllowed(String job, URI url) {
    Optional<String> problem = settings.hosts().problem(url);
    problem.ifPresent(why -> LOG.warn("Tells nobody else that job {} has ended: {}", job, why));
    return problem.isEmpty();
  }

  private void note(TopicTail.Entry<JobState> entry) {
    entry
        .message()
        .ifPresentOrElse(
            state ->
                jobs.put(state.job(), new Submission(state.requestId(), state.spec().notifyUrl())),
            () -> jobs.remove(entry.key()));
  }

  @Override
  public void close() {
    tail.close();
  }
}
