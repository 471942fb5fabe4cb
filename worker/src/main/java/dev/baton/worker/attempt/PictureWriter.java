package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobPictures;
import dev.baton.common.process.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Draws an attempt's pictures and stores them, as far as that works: a picture that fails is a
 * warning, and never more. Dying at any point leaves some of them out; the next attempt draws what
 * is missing.
 */
final class PictureWriter implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(PictureWriter.class);

  private final JobPictures stored;
  private final AttemptSignals signals;
  private final Machine machine;
  private final ExecutorService thread;
  private Future<?> begun = CompletableFuture.completedFuture(null);
  private volatile boolean isClosed;

  /** Which pictures to draw. */
  enum Wanted {
    ALL,
    MISSING
  }

  PictureWriter(JobPictures stored, AttemptContext attempt) {
    this.stored = stored;
    this.signals = attempt.signals();
    this.machine = attempt.machine();
    this.thread = Executors.newSingleThreadExecutor(task -> machine.newThread("pictures", task));
  }

  /** Begins to draw pictures beside the training. */
  void begin(List<Picture> pictures, Wanted wanted) {
    if (!pictures.isEmpty()) {
      Map<String, String> logContext = MDC.getCopyOfContextMap();
      begun =
          thread.submit(
              () -> {
                MDC.setContextMap(logContext == null ? Map.of() : logContext);
                write(pictures, wanted);
              });
    }
  }

  /** Draws pictures, after those that were begun. */
  void finish(Supplier<List<Picture>> pictures) {
    awaitBegun();
    try {
      write(pictures.get(), Wanted.ALL);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("Some pictures are missing, which changes nothing else", e);
    }
  }

  private void write(List<Picture> pictures, Wanted wanted) {
    try {
      Set<String> present = wanted == Wanted.ALL ? Set.of() : Set.copyOf(stored.names());
      for (Picture picture : pictures) {
        if (isClosed || !signals.maySave()) {
          return;
        }
        if (!present.contains(picture.name())) {
          write(picture);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot store pictures, which changes nothing else: {}", e.getMessage());
    }
  }

  private void write(Picture picture) throws IOException {
    try {
      byte[] png = picture.drawing().get();
      stored.put(picture.name(), png);
      LOG.debug("Stored picture {}: bytes={}", picture.name(), png.length);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("Cannot draw {}, which changes nothing else", picture.name(), e);
    }
  }

  private void awaitBegun() {
    try {
      if (!machine.isDoneWithin(PATIENCE, begun)) {
        LOG.warn("Pictures take longer than {}; going on without them", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Draws nothing more; the picture in hand may still be finished. */
  @Override
  public void close() {
    isClosed = true;
    thread.shutdown();
  }
}
