package dev.baton.worker.yolo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Picture;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.yolo.plots.PictureNames;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPicturesTest {
  @TempDir static Path folder;
  private static Path data;

  @BeforeAll
  static void drawImages() throws IOException {
    data = DrawnDataset.draw(folder, 8, 64);
  }

  @Test
  void drawingChangesNoBitOfTheTraining() {
    String undisturbed;
    try (Trainer trainer = create(spec(""))) {
      finish(trainer, false);
      undisturbed = digest(trainer);
    }
    try (Trainer trainer = create(spec(""))) {
      finish(trainer, true);
      trainer.picturesOfResults().forEach(picture -> picture.drawing().get());
      assertThat(digest(trainer)).isEqualTo(undisturbed);
    }
  }

  @Test
  void aTakeoverDrawsTheSamePictures() throws IOException {
    Map<String, byte[]> drawn;
    Snapshot last;
    try (Trainer trainer = create(spec(""))) {
      finish(trainer, false);
      drawn = drawAll(trainer);
      last = trainer.snapshot();
    }
    assertThat(drawn.keySet())
        .isSubsetOf(PictureNames.all())
        .contains(
            "labels.png",
            "labels_correlogram.png",
            "train_batch0.png",
            "train_batch1.png",
            "results.png")
        .contains("val_batch0_labels.png", "val_batch0_pred.png");
    for (byte[] png : drawn.values()) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getWidth()).isGreaterThanOrEqualTo(64);
    }
    try (Trainer other = create(spec(""))) {
      other.restore(last);
      Map<String, byte[]> again = drawAll(other);
      assertThat(again.keySet()).isEqualTo(drawn.keySet());
      again.forEach((name, png) -> assertThat(png).as(name).isEqualTo(drawn.get(name)));
    }
  }

  @Test
  void picturesOfRarerBatchesShowTheirImages() {
    for (String options :
        List.of(
            ",\"rect\":true",
            ",\"imgsz\":128,\"quad\":true,\"multi_scale\":true",
            ",\"image_weights\":true,\"single_cls\":true")) {
      try (Trainer trainer = create(spec(options))) {
        assertThat(trainer.picturesOfData())
            .as(options)
            .isNotEmpty()
            .allSatisfy(picture -> assertThat(picture.drawing().get()).isNotEmpty());
      }
    }
  }

  @Test
  void withoutPlotsNothingIsDrawn() {
    try (Trainer trainer = create(spec(",\"plots\":false"))) {
      finish(trainer, false);
      assertThat(trainer.picturesOfData()).isEmpty();
      assertThat(trainer.picturesOfResults()).isEmpty();
    }
  }

  private static Map<String, byte[]> drawAll(Trainer trainer) {
    Map<String, byte[]> drawn = new TreeMap<>();
    for (Picture picture : trainer.picturesOfData()) {
      drawn.put(picture.name(), picture.drawing().get());
    }
    for (Picture picture : trainer.picturesOfResults()) {
      drawn.put(picture.name(), picture.drawing().get());
    }
    return drawn;
  }

  private static void finish(Trainer trainer, boolean isDrawn) {
    while (!trainer.isFinished()) {
      if (trainer.position().step() == trainer.stepsPerEpoch()) {
        trainer.finishEpoch();
      } else {
        trainer.trainStep();
        if (isDrawn) {
          trainer.picturesOfData().forEach(picture -> picture.drawing().get());
        }
      }
    }
  }

  private static String digest(Trainer trainer) {
    return StateDigest.of(trainer.snapshot()).text();
  }

  private static Trainer create(JobSpec spec) {
    return new YoloTrainerFactory().create(spec, Optional.empty(), DataIndexes.NONE);
  }

  private static JobSpec spec(String options) {
    String imgsz = options.contains("imgsz") ? "" : ",\"imgsz\":64";
    String json =
        "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"%s\",\"batch\":4,\"epochs\":1%s%s}"
            .formatted(data, imgsz, options);
    try {
      return ((Request.Train) RequestReader.read(json.getBytes(UTF_8), "r")).spec();
    } catch (MessageFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
