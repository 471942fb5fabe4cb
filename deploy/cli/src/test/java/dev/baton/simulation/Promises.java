package dev.baton.simulation;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobHistory.Numbered;
import dev.baton.common.checkpoint.JobLog;
import dev.baton.common.checkpoint.LogEntry;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import dev.baton.common.checkpoint.LogEntry.Checkpointed;
import dev.baton.common.checkpoint.LogEntry.Closed;
import dev.baton.common.messages.JobState;
import dev.baton.simulation.SimulatedJob.Asked;
import dev.baton.simulation.SimulatedJob.Nature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Watches the store from its own side and notes which promise is broken first; {@link
 * BrokerPromises} watches the broker.
 */
final class Promises {
  /** Attempts in a row without a checkpoint after which a job may fail. */
  private static final int HOPELESS = 5;

  private final World world;
  private final Map<String, JobHistory> histories = new HashMap<>();
  private final Set<String> damaged = new HashSet<>();
  private final Map<Promise, String> broken = new EnumMap<>(Promise.class);

  Promises(World world) {
    this.world = world;
  }

  void broken(Promise promise, String how) {
    world.trace.say("BROKEN %s: %s", promise, how);
    broken.putIfAbsent(promise, "%.3f s: %s".formatted(world.time.seconds(), how));
  }

  Map<Promise, String> broken() {
    return broken;
  }

  /** The job's log as it is in the store. */
  JobHistory history(String job) {
    return histories.getOrDefault(job, JobHistory.empty());
  }

  void noteDamage(Checkpointed entry) {
    damaged.add(entry.entryId());
  }

  boolean isWhole(String job, Checkpointed entry) {
    return entry.files().stream()
        .allMatch(
            file ->
                world
                    .store
                    .find(folder(job, entry) + file.name())
                    .filter(bytes -> bytes.length == file.sizeBytes())
                    .filter(
                        bytes ->
                            dev.baton.common.checkpoint.Sha256.hex(bytes).equals(file.sha256()))
                    .isPresent());
  }

  static String folder(String job, Checkpointed entry) {
    return "jobs/%s/data/%s/%d-%d/".formatted(job, entry.attemptId(), entry.epoch(), entry.step());
  }

  void beforeCreate(SimulatedProcess by, String key, byte[] bytes) {
    String[] parts = key.split("/");
    if (!parts[0].equals("jobs") || !parts[2].equals("log")) {
      return;
    }
    String job = parts[1];
    JobHistory before = history(job);
    long sequence = Long.parseLong(parts[3].substring(0, 10));
    LogEntry entry = decode(job, bytes);
    if (world.trace.isKept()) {
      world.trace.say("%s appends to %s, %d: %s", by, job, sequence, brief(entry));
    }
    if (sequence != before.nextSequence()) {
      broken(
          Promise.LOG_HAS_NO_GAPS,
          "%s: %s at %d of %d".formatted(job, brief(entry), sequence, before.nextSequence()));
    }
    boolean beginsBranch =
        entry instanceof AttemptStarted started && started.branchNumber() > before.branch();
    if (before.closed().isPresent() && !beginsBranch) {
      broken(Promise.LOG_HAS_NO_GAPS, "%s: %s after the end".formatted(job, brief(entry)));
    }
    if (beginsBranch) {
      world.count("branches");
    }
    checkFence(job, before, entry);
    switch (entry) {
      case Checkpointed checkpoint -> checkCheckpoint(job, before, checkpoint);
      case Closed closed -> checkEnd(job, before, closed);
      case AttemptStarted started -> world.count("attempts");
      case LogEntry.DataPinned pinned -> {}
      case LogEntry.AttemptEnded ended -> world.count("attempts that " + ended.ending());
      case LogEntry.Unreadable unreadable ->
          broken(Promise.LOG_HAS_NO_GAPS, "%s: %s".formatted(job, unreadable.why()));
    }
    List<LogEntry> entries = new ArrayList<>(before.entries());
    if (sequence < entries.size()) {
      entries.set((int) sequence, entry);
    } else {
      entries.add(entry);
    }
    histories.put(job, new JobHistory(entries));
  }

  private static LogEntry decode(String job, byte[] bytes) {
    SimulatedStore alone = new SimulatedStore();
    alone.put("jobs/%s/log/0000000000.json".formatted(job), bytes);
    try {
      return new JobLog(alone, job).read().entries().getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String brief(LogEntry entry) {
    String detail =
        switch (entry) {
          case AttemptStarted e -> "command " + e.commandNumber() + " by " + e.worker();
          case Checkpointed e -> e.epoch() + "-" + e.step() + " after " + e.parent();
          case Closed e -> e.outcome() + " " + e.why();
          case LogEntry.DataPinned e -> "";
          case LogEntry.AttemptEnded e -> e.ending() + " " + e.why();
          case LogEntry.Unreadable e -> e.why();
        };
    return "%s %s [%s]"
        .formatted(entry.getClass().getSimpleName(), detail, shortened(entry.attemptId()));
  }

  private static String shortened(String id) {
    return id.substring(0, Math.min(6, id.length()));
  }

  private void checkFence(String job, JobHistory before, LogEntry entry) {
    Optional<AttemptStarted> owner = before.newestAttempt().map(Numbered::entry);
    if (entry instanceof AttemptStarted started) {
      if (owner.filter(o -> o.commandNumber() > started.commandNumber()).isPresent()) {
        broken(
            Promise.FENCED_WRITE_NOTHING,
            "%s: %s after an attempt at a later command".formatted(job, brief(entry)));
      }
    } else if (owner.filter(o -> o.attemptId().equals(entry.attemptId())).isEmpty()) {
      broken(
          Promise.FENCED_WRITE_NOTHING,
          "%s: %s, but the job is of %s"
              .formatted(job, brief(entry), owner.map(Promises::brief).orElse("nobody")));
    }
  }

  private void checkCheckpoint(String job, JobHistory before, Checkpointed entry) {
    world.count("checkpoints");
    SimulatedJob expected = world.job(job);
    if (!entry.stateDigest().equals(expected.chain.digest(entry.epoch(), entry.step()))) {
      broken(Promise.SAME_BITS, "%s: %s".formatted(job, brief(entry)));
    }
    if (!isWhole(job, entry)) {
      broken(Promise.NEEDED_DATA_STAY, "%s: %s without its data".formatted(job, brief(entry)));
    }
    int epoch = 0;
    int step = 0;
    for (Numbered<Checkpointed> older : before.chain()) {
      if (Optional.of(older.sequence()).equals(entry.parent())) {
        epoch = older.entry().epoch();
        step = older.entry().step();
        break;
      }
      if (!damaged.contains(older.entry().entryId())) {
        broken(
            Promise.CHAIN_HAS_EACH_EPOCH_ONCE,
            "%s: %s passes over %s".formatted(job, brief(entry), brief(older.entry())));
      }
    }
    if (entry.parent().isPresent()
        && before.chain().stream().noneMatch(c -> c.sequence() == entry.parent().get())) {
      broken(
          Promise.CHAIN_HAS_EACH_EPOCH_ONCE,
          "%s: the parent of %s is not in the chain".formatted(job, brief(entry)));
    }
    boolean isNext =
        entry.step() == 0
            ? entry.epoch() == epoch + 1
            : entry.epoch() == epoch && entry.step() > step;
    if (!isNext) {
      broken(
          Promise.CHAIN_HAS_EACH_EPOCH_ONCE,
          "%s: %s follows %d-%d".formatted(job, brief(entry), epoch, step));
    }
  }

  private void checkEnd(String job, JobHistory before, Closed closed) {
    SimulatedJob expected = world.job(job);
    boolean isRight =
        switch (closed.outcome()) {
          case FINISHED ->
              before
                  .newestCheckpoint()
                  .filter(last -> last.entry().epoch() == epochs(before))
                  .filter(last -> last.entry().stateDigest().equals(digest(job, epochs(before))))
                  .isPresent();
          case CANCELLED -> expected.asked.contains(Asked.CANCEL);
          case FAILED -> mayFail(expected, before);
        };
    if (!isRight) {
      broken(Promise.ONE_RIGHT_END, "%s: %s".formatted(job, brief(closed)));
    }
  }

  /** What the newest attempt trains to. */
  private static int epochs(JobHistory history) {
    return history.newestAttempt().orElseThrow().entry().spec().epochs();
  }

  String digest(String job, int epochs) {
    return world.job(job).chain.digest(epochs, 0);
  }

  /** A healthy job fails only if its workers were lost again and again, as a poisonous one's. */
  private boolean mayFail(SimulatedJob job, JobHistory before) {
    if (job.nature == Nature.FAULTY || isExtendedFromDamage(job, before)) {
      return true;
    }
    // The attempt that decides has its own entry in the log.
    boolean isHopeless = before.fruitlessAttempts().size() > HOPELESS;
    if (isHopeless && job.nature == Nature.HEALTHY) {
      world.count("healthy jobs given up");
    }
    return isHopeless;
  }

  /** What was trained before an extension is no way back, see ADR 11. */
  private boolean isExtendedFromDamage(SimulatedJob job, JobHistory before) {
    return before.optionsHoldFrom().isPresent()
        && before.restorable().stream().noneMatch(c -> isWhole(job.name, c.entry()));
  }

  void beforeDelete(SimulatedProcess by, String key) {
    String[] parts = key.split("/");
    String job = parts[1];
    JobHistory history = history(job);
    world.trace.say("%s deletes %s", by, key);
    List<Numbered<Checkpointed>> needed = new ArrayList<>();
    List<Numbered<Checkpointed>> chain = history.chain();
    chain.stream().limit(2).forEach(needed::add);
    history.best().ifPresent(needed::add);
    needed.addAll(history.branchPoints());
    for (JobHistory left : history.leftBranches()) {
      left.chain().stream().limit(2).forEach(needed::add);
      left.best().ifPresent(needed::add);
    }
    chain.stream().filter(c -> isWhole(job, c.entry())).findFirst().ifPresent(needed::add);
    for (Numbered<Checkpointed> checkpoint : needed) {
      if (key.startsWith(folder(job, checkpoint.entry()))) {
        broken(
            Promise.NEEDED_DATA_STAY,
            "%s deletes %s of %s"
                .formatted(by, parts[parts.length - 1], brief(checkpoint.entry())));
      }
    }
  }

  /** To be asked when the history is over. */
  void atTheEnd() {
    for (SimulatedJob job : world.jobs) {
      JobState state = world.broker.jobs().get(job.name);
      if (state == null) {
        broken(Promise.ALL_JOBS_END, job.name + " was never accepted");
      } else if (!state.status().isEnd()) {
        broken(Promise.ALL_JOBS_END, "%s is %s".formatted(job.name, state.status()));
      } else {
        world.count("jobs " + state.status());
      }
    }
  }

  boolean haveAllEnded() {
    return world.jobs.stream()
        .allMatch(
            job -> {
              JobState state = world.broker.jobs().get(job.name);
              return state != null && state.status().isEnd();
            });
  }
}
