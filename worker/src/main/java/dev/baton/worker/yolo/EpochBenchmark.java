package dev.baton.worker.yolo;

import dev.baton.common.messages.JobSpec;
import dev.baton.common.process.ProcessStatus;
import dev.baton.worker.attempt.DataIndexes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures whole epochs of a training, data and validation included, without a fleet. */
public final class EpochBenchmark {
  private EpochBenchmark() {}

  /**
   * What an epoch took.
   *
   * @param trainSeconds time of its training steps
   * @param waitingSeconds the part of it in which the steps waited for their images
   * @param validationSeconds time of its validation
   * @param images images trained on
   * @param peakBytes most memory that the process has had so far, where the system tells it
   */
  public record Epoch(
      double trainSeconds,
      double waitingSeconds,
      double validationSeconds,
      int images,
      Optional<Long> peakBytes) {}

  /**
   * Trains the first epochs of a job and forgets them.
   *
   * @param epochs how many
   * @param listener is told of each
   * @throws dev.baton.worker.attempt.TrainerException when the job cannot be trained
   */
  public static List<Epoch> run(JobSpec spec, int epochs, Consumer<Epoch> listener) {
    List<Epoch> measured = new ArrayList<>();
    try (YoloTrainer trainer =
        new YoloTrainerFactory().create(spec, Optional.empty(), DataIndexes.NONE)) {
      while (measured.size() < epochs && !trainer.isFinished()) {
        measured.add(epoch(trainer));
        listener.accept(measured.getLast());
      }
    }
    return measured;
  }

  private static Epoch epoch(YoloTrainer trainer) {
    long waitedBefore = trainer.waited().toNanos();
    long start = System.nanoTime();
    int images = 0;
    for (int step = 0; step < trainer.stepsPerEpoch(); step++) {
      images += trainer.trainStep().images();
    }
    long trained = System.nanoTime();
    double waited = (trainer.waited().toNanos() - waitedBefore) / 1e9;
    trainer.finishEpoch();
    long validated = System.nanoTime();
    return new Epoch(
        (trained - start) / 1e9, waited, (validated - trained) / 1e9, images, peakBytes());
  }

  private static Optional<Long> peakBytes() {
    return ProcessStatus.ofThis().map(ProcessStatus::peakBytes);
  }
}
