package dev.baton.worker.attempt;

import dev.baton.common.messages.DurationText;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.process.Machine;
import dev.baton.worker.attempt.StepWatch.Overdue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a step, a restore or a validation hangs, since nothing else ends a thread
 * inside native code: with a dump of all threads in the log and an event, so that another worker
 * goes on from the newest checkpoint. The broker gives the command to it when this process's
 * connection closes.
 */
public final class HangGuard implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The store or the broker may be what hangs. */
  private static final Duration TIME_FOR_LAST_WORDS = Duration.ofSeconds(5);

  private static final int SHOWN_FRAMES = 3;
  private static final Logger LOG = LoggerFactory.getLogger(HangGuard.class);

  private final StepWatch watch;
  private final FactSink facts;
  private final Machine machine;
  private final Runnable death;
  private final Thread thread;

  /**
   * @param death ends the process; does not return
   */
  public HangGuard(StepWatch watch, FactSink facts, Machine machine, Runnable death) {
    this.watch = watch;
    this.facts = facts;
    this.machine = machine;
    this.death = death;
    this.thread = machine.newThread("hang-guard", this::guard);
  }

  public void start() {
    thread.start();
  }

  private void guard() {
    try {
      while (true) {
        machine.sleep(LOOK);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process if what it does is overdue. */
  void look() {
    watch.overdue().ifPresent(this::end);
  }

  private void end(Overdue work) {
    try {
      String words = lastWords(work);
      LOG.error("Ending this worker: {}. Its threads:\n{}", words, dump());
      work.attempt().reportEnded(EndReason.HUNG, work.at(), words);
      AttemptSignals patience = new AttemptSignals(machine);
      patience.stop(AttemptSignals.Stop.DRAINED, TIME_FOR_LAST_WORDS);
      facts.awaitStored(patience);
      leaveNote(work.attempt().diary(), words);
    } finally {
      death.run(); // whether its words found anybody or not
    }
  }

  /** On a thread of its own, since the store may be what hangs. */
  private void leaveNote(Diary diary, String words) {
    FutureTask<Void> note = new FutureTask<>(() -> diary.noteEnd(words), null);
    machine.newThread("last-words", note).start();
    try {
      machine.isDoneWithin(TIME_FOR_LAST_WORDS, note);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String lastWords(Overdue work) {
    return "%s for %s (%sthe limit is %s) at %s"
        .formatted(
            work.what(),
            shown(work.taken()),
            usual(work),
            shown(work.limit()),
            top(work.by().getStackTrace()));
  }

  private static String usual(Overdue work) {
    if (work.work() != StepWatch.Work.STEP) {
      return "";
    }
    return work.median()
        .map(median -> "most take %s, ".formatted(shown(median)))
        .orElse("one of the first, ");
  }

  private static String shown(Duration duration) {
    return DurationText.format(
        duration.compareTo(Duration.ofSeconds(10)) < 0
            ? Duration.ofMillis(duration.toMillis())
            : Duration.ofSeconds(duration.toSeconds()));
  }

  private static String top(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .limit(SHOWN_FRAMES)
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .collect(Collectors.joining(" < "));
  }

  private static String dump() {
    StringBuilder dump = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      Thread thread = entry.getKey();
      dump.append("\"%s\" %s%n".formatted(thread.getName(), thread.getState()));
      for (StackTraceElement frame : entry.getValue()) {
        dump.append("    at ").append(frame).append(System.lineSeparator());
      }
    }
    return dump.toString();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
