package dev.baton.common.messages;

import java.util.Optional;

/** What people ask of the scheduler, on {@link Topics#REQUESTS}. Read by {@link RequestReader}. */
public sealed interface Request extends Message {

  /** The job that the request is about. */
  String job();

  /** Chosen by the sender: the same id twice is one request. */
  String requestId();

  /** Start a job. */
  record Train(String job, JobSpec spec, String requestId) implements Request {}

  /** Stop training at the next step, keeping the newest state in a checkpoint. */
  record Pause(String job, String requestId) implements Request {}

  /** Go on with a paused job. */
  record Resume(String job, String requestId) implements Request {}

  /**
   * Go on with a failed or cancelled job from its newest checkpoint, on a new branch.
   *
   * @param allow see {@link Branch}
   */
  record Rerun(String job, Optional<String> allow, String requestId) implements Request {
    public Rerun {
      allow = allow == null ? Optional.empty() : allow;
    }

    public Rerun(String job, String requestId) {
      this(job, Optional.empty(), requestId);
    }
  }

  /**
   * Go on with a finished job on a new branch, until {@code epochs} epochs are finished. All that
   * depends on their number, such as learning rates, follows the new one from there on.
   *
   * @param allow see {@link Branch}
   */
  record Extend(String job, int epochs, Optional<String> allow, String requestId)
      implements Request {
    public Extend {
      allow = allow == null ? Optional.empty() : allow;
    }

    public Extend(String job, int epochs, String requestId) {
      this(job, epochs, Optional.empty(), requestId);
    }
  }

  /**
   * Go back to an older checkpoint of a paused or ended job, on a new branch.
   *
   * @param from sequence number of the checkpoint's entry
   * @param allow see {@link Branch}
   */
  record Rewind(String job, long from, Optional<String> allow, String requestId)
      implements Request {
    public Rewind {
      allow = allow == null ? Optional.empty() : allow;
    }

    public Rewind(String job, long from, String requestId) {
      this(job, from, Optional.empty(), requestId);
    }
  }

  /**
   * Know again a job that only the store knows any more, as its log says it is.
   *
   * @param state no attempt is at it: neither RUNNING nor with an open command
   */
  record Restore(String job, JobState state, String requestId) implements Request {}

  /** End a job; its checkpoints stay. */
  record Cancel(String job, String requestId) implements Request {}

  /** Change the place in the queue; 0 to 10, higher goes first. */
  record SetPriority(String job, int priority, String requestId) implements Request {}

  /** Forget an ended job and its stored objects. */
  record Remove(String job, String requestId) implements Request {}
}
