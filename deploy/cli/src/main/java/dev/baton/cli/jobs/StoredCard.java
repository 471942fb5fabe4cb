package dev.baton.cli.jobs;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.JobKeys;
import dev.baton.common.checkpoint.Safetensors;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.objectstore.ObjectNotFoundException;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.yolo.data.DatasetIndex;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.weights.ModelCard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the store knows about the model of a job: its options, and the class names of the data set
 * that it is bound to. Checkpoints in the store do not say it, since their bytes depend on what is
 * trained alone.
 *
 * @param metadata of a safetensors file; empty where the job trains no detector
 */
record StoredCard(Map<String, String> metadata) {
  private static final String DETECTOR = "yolov9";

  /** What trainers call the one class that takes the place of several. */
  private static final String SINGLE_CLASS = "item";

  static StoredCard of(ObjectStore store, JobHistory history) throws IOException {
    Optional<JobSpec> attempted = history.newestAttempt().map(attempt -> attempt.entry().spec());
    if (attempted.filter(spec -> spec.task().equals(DETECTOR)).isEmpty()) {
      return new StoredCard(Map.of());
    }
    JobSpec spec = attempted.get();
    List<String> stored = classNames(store, history.dataDigest());
    boolean isSingle = spec.detection().singleCls() && stored.size() > 1;
    List<String> names = isSingle ? List.of(SINGLE_CLASS) : stored;
    ModelCard card =
        new ModelCard(
            names, OptionalInt.of(spec.imgsz()), Optional.of(ModelYaml.of(spec.cfg()).text()));
    return new StoredCard(card.toMetadata());
  }

  /** None where the first attempt has not read the data yet, or the index is gone or damaged. */
  private static List<String> classNames(ObjectStore store, Optional<String> dataDigest)
      throws IOException {
    if (dataDigest.isEmpty()) {
      return List.of();
    }
    try {
      return DatasetIndex.fromJson(store.read(JobKeys.dataIndex(dataDigest.get()))).classNames();
    } catch (ObjectNotFoundException | IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The same tensors in a file that says what they are. */
  byte[] writtenInto(byte[] safetensors) throws IOException {
    if (metadata.isEmpty()) {
      return safetensors;
    }
    try (InputStream in =
        Safetensors.write(Safetensors.read(ByteBuffer.wrap(safetensors)), metadata).open()) {
      return in.readAllBytes();
    }
  }
}
