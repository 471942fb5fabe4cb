package dev.baton.common.messages;

import java.util.List;

/** Names of the topics and of the share group; one partition each. */
public final class Topics {
  public static final String REQUESTS = "baton.requests";
  public static final String CONTROL = "baton.control";
  public static final String EVENTS = "baton.events";
  public static final String PROGRESS = "baton.progress";
  public static final String JOBS = "baton.jobs";

  private Topics() {}

  /** Where the scheduler publishes {@link TrainEpochs} for the workers of {@code pool}. */
  public static String commands(String pool) {
    return "baton.commands." + pool;
  }

  /** The share group of the workers of {@code pool}. */
  public static String workerGroup(String pool) {
    return "baton.workers." + pool;
  }

  /** Every topic of a fleet with this one pool. */
  public static List<String> all(String pool) {
    return List.of(REQUESTS, commands(pool), CONTROL, EVENTS, PROGRESS, JOBS);
  }
}
