package dev.baton.worker.yolo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.Tensor;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A snapshot that lacks what the reference's resume forgets ends in other weights, so the tests
 * that find equal bits after a restore would notice.
 */
class ForgottenStateTest {
  private static final DataIndexes NO_INDEXES =
      new DataIndexes() {
        @Override
        public Optional<byte[]> find(String digest) {
          return Optional.empty();
        }

        @Override
        public void save(String digest, byte[] index) {}
      };

  @TempDir static Path folder;
  private static JobSpec spec;

  /** After the first of two epochs and one step more, with gradients that wait for an update. */
  private static Snapshot middle;

  private static Snapshot end;

  /** Something that a resume must not lose. */
  enum Forgotten {
    NOTHING(snapshot -> snapshot),
    HALF_OF_THE_WEIGHTS_BITS(snapshot -> with(snapshot, "model", "", Forgotten::half)),
    HALF_OF_THE_AVERAGES_BITS(snapshot -> with(snapshot, "ema", "", Forgotten::half)),
    MOMENTUM(snapshot -> with(snapshot, "optimizer", "model.", value -> 0)),
    GATHERED_GRADIENTS(snapshot -> with(snapshot, "optimizer", "grad.", value -> 0)),
    LAST_STEP(snapshot -> with(snapshot, state -> state.put("last_step", 3))),
    COUNT_OF_THE_AVERAGE(snapshot -> with(snapshot, state -> state.put("ema_updates", 0))),
    SUMS_OF_LOSSES(
        snapshot ->
            with(
                snapshot,
                state -> {
                  state.putArray("loss_sums").add(0.0).add(0.0).add(0.0);
                  return state;
                })),
    ROWS_OF_RESULTS(
        snapshot ->
            with(
                snapshot,
                state -> {
                  ((ObjectNode) state.path("results")).putArray("rows");
                  return state;
                }));

    private final UnaryOperator<Snapshot> loss;

    Forgotten(UnaryOperator<Snapshot> loss) {
      this.loss = loss;
    }

    /** As the reference stores its weights. */
    private static float half(float value) {
      return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    private static Snapshot with(Snapshot snapshot, UnaryOperator<ObjectNode> change) {
      return new Snapshot(snapshot.files(), change.apply(snapshot.state().deepCopy()));
    }

    private static Snapshot with(Snapshot snapshot, String file, String prefix, Change change) {
      Map<String, List<Tensor>> files = new TreeMap<>(snapshot.files());
      files.computeIfPresent(
          file,
          (name, tensors) ->
              tensors.stream()
                  .map(
                      tensor -> tensor.name().startsWith(prefix) ? changed(tensor, change) : tensor)
                  .toList());
      return new Snapshot(files, snapshot.state());
    }

    private static Tensor changed(Tensor tensor, Change change) {
      if (tensor.dtype() != Tensor.DType.F32) {
        return tensor;
      }
      ByteBuffer from = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer to = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      while (from.hasRemaining()) {
        to.putFloat(change.of(from.getFloat()));
      }
      return new Tensor(tensor.name(), tensor.dtype(), tensor.shape(), to.flip());
    }
  }

  private interface Change {
    float of(float value);
  }

  @BeforeAll
  static void train() throws Exception {
    Path data = DrawnDataset.draw(folder, 8, 64);
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"%s\",\"imgsz\":64,\"batch\":3,\"epochs\":2,\"nbs\":64}"
            .formatted(data);
    spec = ((Request.Train) RequestReader.read(json.getBytes(UTF_8), "r")).spec();
    try (Trainer trainer = create()) {
      finishEpoch(trainer);
      trainer.trainStep();
      middle = trainer.snapshot();
      finishEpoch(trainer);
      end = trainer.snapshot();
    }
  }

  @ParameterizedTest
  @EnumSource(Forgotten.class)
  void onlyAResumeThatForgetsNothingEndsInTheSameBits(Forgotten forgotten) throws IOException {
    try (Trainer trainer = create()) {
      trainer.restore(forgotten.loss.apply(middle));
      finishEpoch(trainer);
      Snapshot resumed = trainer.snapshot();
      // Without the scalars: that a counter itself differs would prove nothing.
      boolean isSame =
          resumed.files().equals(end.files())
              && resumed.state().path("results").equals(end.state().path("results"));
      assertThat(isSame).isEqualTo(forgotten == Forgotten.NOTHING);
    }
  }

  @Test
  void validatingRoundsNoWeightAndNoAverage() {
    try (Trainer trainer = create()) {
      while (trainer.position().step() < trainer.stepsPerEpoch()) {
        trainer.trainStep();
      }
      Snapshot before = trainer.snapshot();
      trainer.finishEpoch();
      assertThat(trainer.snapshot().files()).isEqualTo(before.files());
    }
  }

  @Test
  void hyperParametersStayAsTheyWereAskedHoweverOftenATrainingIsResumed() {
    try (Trainer trainer = create()) {
      trainer.restore(middle);
      trainer.restore(trainer.snapshot());
      assertThat(trainer.snapshot().state().path("hyp").path("weight_decay").asDouble())
          .isEqualTo(0.0005);
    }
  }

  private static Trainer create() {
    return new YoloTrainerFactory().create(spec, Optional.empty(), NO_INDEXES);
  }

  private static void finishEpoch(Trainer trainer) {
    while (trainer.position().step() < trainer.stepsPerEpoch()) {
      trainer.trainStep();
    }
    trainer.finishEpoch();
  }
}
