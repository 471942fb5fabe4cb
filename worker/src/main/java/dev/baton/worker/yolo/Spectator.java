package dev.baton.worker.yolo;

import dev.baton.worker.yolo.data.ValidationBatch;
import java.util.List;

/** Watches a validation without having a part in it. */
interface Spectator {
  /** Sees nothing. */
  Spectator NOBODY =
      new Spectator() {
        @Override
        public void begins(int number, ValidationBatch batch) {}

        @Override
        public void saw(int number, List<SeenImage> images) {}
      };

  /** Batch {@code number}, from 0, comes next; its pixels may be read until this returns. */
  void begins(int number, ValidationBatch batch);

  /** The images of batch {@code number} have been judged. */
  void saw(int number, List<SeenImage> images);

  /** This one, and after each batch {@code sign}. */
  default Spectator andThen(Runnable sign) {
    Spectator first = this;
    return new Spectator() {
      @Override
      public void begins(int number, ValidationBatch batch) {
        first.begins(number, batch);
      }

      @Override
      public void saw(int number, List<SeenImage> images) {
        first.saw(number, images);
        sign.run();
      }
    };
  }
}
