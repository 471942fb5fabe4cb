package dev.baton.simulation;

import java.time.Duration;
import java.util.List;

/**
 * How bad a history is, drawn once: what goes wrong with each call and between two side effects.
 */
final class Trouble {
  private static final double AT_FOCUS = 0.12;

  private final Draws draws;
  private final double lost;
  private final double slow;
  private final double anyGap;
  private final String focusCall;
  private final String focusMoment;
  final Duration recordLock;

  /** How often the broker delivers a record before it drops it; Kafka allows 2 to 10. */
  final int mostDeliveries;

  /** False once the faults have stopped. */
  boolean isOn = true;

  Trouble(Draws draws, Duration recordLock) {
    this.draws = draws;
    this.recordLock = recordLock;
    this.lost = draws.pick(0.0, 0.01, 0.04);
    this.slow = draws.pick(0.0, 0.01, 0.05);
    this.anyGap = draws.pick(0.0, 0.001, 0.004, 0.015);
    this.mostDeliveries = draws.pick(2, 5, 10, 10);
    this.focusCall = draws.pick(Calls.ALL);
    this.focusMoment = draws.pick(":before", ":after", ":never");
  }

  /** Whether a process meets its fate right before or after {@code call}. */
  boolean strikes(String call, String when) {
    if (!isOn) {
      return false;
    }
    boolean isFocus = call.equals(focusCall) && when.equals(focusMoment);
    return draws.chance(isFocus ? AT_FOCUS : anyGap);
  }

  /** Whether that fate is death; else the process stands still for a while. */
  boolean kills() {
    return draws.chance(0.6);
  }

  Duration standstill() {
    return times(draws.pick(0.3, 0.9, 1.3, 3.0, 6.0));
  }

  /** A multiple of the record lock. */
  Duration times(double locks) {
    return Duration.ofNanos((long) (recordLock.toNanos() * locks));
  }

  boolean isRequestLost() {
    return isOn && draws.chance(lost);
  }

  boolean isAnswerLost() {
    return isOn && draws.chance(lost);
  }

  boolean isRepeated() {
    return isOn && draws.chance(lost);
  }

  /** What a call takes longer than usual. */
  Duration delay() {
    return isOn && draws.chance(slow) ? draws.seconds(0, draws.pick(1, 3, 8, 25)) : Duration.ZERO;
  }

  /** The names of all calls, which gaps are named by. */
  static final class Calls {
    static final String CREATE = "create entry";
    static final String UPLOAD = "upload";
    static final String READ = "read";
    static final String LIST = "list";
    static final String DELETE = "delete";
    static final String TAKE = "take command";
    static final String RENEW = "renew lock";
    static final String ANSWER = "answer command";
    static final String REPORT = "report fact";
    static final String STEP = "train step";
    static final String LEAD = "lead";
    static final String FENCE = "fence scheduler";
    static final String RESTORE = "restore jobs";
    static final String FETCH = "fetch facts";
    static final String DECIDE = "store decision";
    static final List<String> ALL =
        List.of(
            CREATE, UPLOAD, READ, LIST, DELETE, TAKE, RENEW, ANSWER, REPORT, STEP, LEAD, FENCE,
            RESTORE, FETCH, DECIDE);

    private Calls() {}
  }
}
