package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.tiny.TinyTrainerFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The task {@code tiny} with two pictures, which are texts. */
final class DrawingTrainerFactory implements TrainerFactory {
  static final String DATA = "data.png";
  static final String RESULTS = "results.png";

  private final TinyTrainerFactory tiny = new TinyTrainerFactory();
  private final Supplier<byte[]> drawing;

  /**
   * @param drawing draws every picture
   */
  DrawingTrainerFactory(Supplier<byte[]> drawing) {
    this.drawing = drawing;
  }

  static DrawingTrainerFactory of(String text) {
    return new DrawingTrainerFactory(() -> text.getBytes(UTF_8));
  }

  @Override
  public String task() {
    return tiny.task();
  }

  @Override
  public void check(JobSpec spec) {
    tiny.check(spec);
  }

  @Override
  public String numericsClass(JobSpec spec) {
    return tiny.numericsClass(spec);
  }

  @Override
  public Trainer create(JobSpec spec, Optional<String> dataDigest, DataIndexes dataIndexes) {
    return new Drawing(tiny.create(spec, dataDigest, dataIndexes), drawing);
  }

  private record Drawing(Trainer trainer, Supplier<byte[]> drawing) implements Trainer {
    @Override
    public List<Picture> picturesOfData() {
      return List.of(new Picture(DATA, drawing));
    }

    @Override
    public List<Picture> picturesOfResults() {
      return List.of(new Picture(RESULTS, drawing));
    }

    @Override
    public String dataDigest() {
      return trainer.dataDigest();
    }

    @Override
    public int stepsPerEpoch() {
      return trainer.stepsPerEpoch();
    }

    @Override
    public TrainingPosition position() {
      return trainer.position();
    }

    @Override
    public boolean isFinished() {
      return trainer.isFinished();
    }

    @Override
    public StepResult trainStep() {
      return trainer.trainStep();
    }

    @Override
    public EpochResult finishEpoch() {
      return trainer.finishEpoch();
    }

    @Override
    public Snapshot snapshot() {
      return trainer.snapshot();
    }

    @Override
    public void restore(Snapshot snapshot) {
      trainer.restore(snapshot);
    }

    @Override
    public void close() {
      trainer.close();
    }
  }
}
