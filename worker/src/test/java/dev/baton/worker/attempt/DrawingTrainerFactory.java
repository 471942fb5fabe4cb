package dev.baton.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Supplier;

/** The task {@code tiny} with two pictures, which are texts. */
final class DrawingTrainerFactory extends TinyTrainersAround {
  static final String DATA = "data.png";
  static final String RESULTS = "results.png";

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
  Trainer around(Trainer trainer) {
    return new Drawing(trainer, drawing);
  }

  private static final class Drawing extends TrainerAround {
    private final Supplier<byte[]> drawing;

    Drawing(Trainer trainer, Supplier<byte[]> drawing) {
      super(trainer);
      this.drawing = drawing;
    }

    @Override
    public List<Picture> picturesOfData() {
      return List.of(new Picture(DATA, drawing));
    }

    @Override
    public List<Picture> picturesOfResults() {
      return List.of(new Picture(RESULTS, drawing));
    }
  }
}
