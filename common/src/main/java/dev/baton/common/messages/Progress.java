package dev.baton.common.messages;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How it goes, on {@link Topics#PROGRESS}. Lossy, and never needed for correctness. */
public sealed interface Progress extends Message {

  String worker();

  Instant at();

  /**
   * A running attempt's last step.
   *
   * @param epoch the running epoch, counted from 1
   * @param step steps of it that are done
   * @param losses running means of the epoch
   * @param imagesPerSecond over the last second or so
   * @param uploadsInFlight checkpoints being uploaded
   */
  record StepProgress(
      String worker,
      String job,
      int commandNumber,
      String attemptId,
      int epoch,
      int epochs,
      int step,
      int stepsPerEpoch,
      Map<String, Double> losses,
      double learningRate,
      double imagesPerSecond,
      int uploadsInFlight,
      Instant at)
      implements Progress {}

  /**
   * Every second from every worker, busy or not.
   *
   * @param device what the worker computes on, for people: {@code cpu}, {@code 2 GPUs}, and while
   *     it trains on GPUs their numbers, {@code cuda:0,1}
   * @param memoryBytes what its process takes up in main memory, where the system tells
   */
  record Heartbeat(
      String worker,
      String pool,
      WorkerState state,
      Optional<String> job,
      int commandNumber,
      String device,
      String host,
      long pid,
      String release,
      Instant at,
      Optional<Long> memoryBytes)
      implements Progress {

    public Heartbeat {
      memoryBytes = memoryBytes == null ? Optional.empty() : memoryBytes; // of an older worker
    }

    /** Of a worker that does not know what memory it takes up. */
    public Heartbeat(
        String worker,
        String pool,
        WorkerState state,
        Optional<String> job,
        int commandNumber,
        String device,
        String host,
        long pid,
        String release,
        Instant at) {
      this(
          worker,
          pool,
          state,
          job,
          commandNumber,
          device,
          host,
          pid,
          release,
          at,
          Optional.empty());
    }
  }

  enum WorkerState {
    STARTING,
    IDLE,
    BUSY,
    /** Cannot reach the store; takes no command. */
    WAITING_FOR_STORE,
    /** Was told to take no command, and hands back what it has. */
    DRAINED,
    LEAVING
  }
}
