package dev.baton.worker.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.Json;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainingPosition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a training went through: its state before the first step, after each step and after each
 * epoch's end, and what was reported in between.
 *
 * @param moments the states; one more than {@code results}
 * @param results {@code results.get(i)} leads from moment i to the next: a step's or an epoch's
 */
record RecordedTraining(List<Moment> moments, List<Object> results) {

  /**
   * A state.
   *
   * @param snapshot as the trainer gave it
   * @param digest its state digest's lines, taken at once: they name the first tensor that differs
   */
  record Moment(TrainingPosition position, Snapshot snapshot, String digest) {
    static Moment of(Trainer trainer) {
      Snapshot snapshot = trainer.snapshot();
      return new Moment(trainer.position(), snapshot, StateDigest.of(snapshot).text());
    }
  }

  /** Trains from where {@code trainer} is until {@code epochs} epochs are finished. */
  static RecordedTraining record(Trainer trainer, int epochs) {
    List<Moment> moments = new ArrayList<>(List.of(Moment.of(trainer)));
    List<Object> results = new ArrayList<>();
    while (!isDone(trainer, epochs)) {
      results.add(advance(trainer));
      moments.add(Moment.of(trainer));
    }
    return new RecordedTraining(moments, results);
  }

  static boolean isDone(Trainer trainer, int epochs) {
    return trainer.isFinished() || trainer.position().epoch() >= epochs;
  }

  /** A step, or the end of an epoch, as a worker goes on. */
  static Object advance(Trainer trainer) {
    return trainer.position().step() == trainer.stepsPerEpoch()
        ? trainer.finishEpoch()
        : trainer.trainStep();
  }

  Moment last() {
    return moments.getLast();
  }

  /** A snapshot as another process gets it: written to the files of a checkpoint and read back. */
  static Snapshot throughFiles(Snapshot snapshot) {
    try {
      Map<String, List<Tensor>> files = new TreeMap<>();
      for (Map.Entry<String, List<Tensor>> file : snapshot.files().entrySet()) {
        try (InputStream written = Safetensors.write(file.getValue(), Map.of()).open()) {
          files.put(file.getKey(), Safetensors.read(ByteBuffer.wrap(written.readAllBytes())));
        }
      }
      byte[] state = Json.canonical(snapshot.state()).getBytes(UTF_8);
      return new Snapshot(files, (ObjectNode) Json.MAPPER.readTree(state));
    } catch (IOException e) {
      throw new UncheckedIOException("The snapshot cannot be written and read back", e);
    }
  }
}
