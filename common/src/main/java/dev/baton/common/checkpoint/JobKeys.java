package dev.baton.common.checkpoint;

import dev.baton.common.messages.JobName;
import java.util.Locale;

/**
 * Where a job's objects lie in the store; docs/formats.md has the picture. The same in every
 * locale: some have digits of their own.
 */
public final class JobKeys {
  /** Before every job. */
  public static final String JOBS = "jobs/";

  private final String job;

  public JobKeys(String job) {
    this.job = JobName.require(job);
  }

  /** Before everything of this job. */
  public String all() {
    return JOBS + job + "/";
  }

  String log() {
    return all() + "log/";
  }

  String entry(long sequence) {
    return String.format(Locale.ROOT, "%s%010d.json", log(), sequence);
  }

  /** Before the data of every attempt. */
  String data() {
    return all() + "data/";
  }

  String data(String attemptId) {
    return data() + attemptId + "/";
  }

  String checkpoint(LogEntry.Checkpointed entry) {
    return checkpoint(entry.attemptId(), entry.epoch(), entry.step());
  }

  String checkpoint(String attemptId, int epoch, int step) {
    return String.format(Locale.ROOT, "%s%d-%d/", data(attemptId), epoch, step);
  }

  /** Before every picture. */
  String pictures() {
    return all() + "plots/";
  }

  String lastWords(String attemptId) {
    return all() + "last-words/" + attemptId + ".txt";
  }

  /** The index of a data set that jobs train on. */
  public static String dataIndex(String dataDigest) {
    return "datasets/" + dataDigest + "/index.json";
  }
}
