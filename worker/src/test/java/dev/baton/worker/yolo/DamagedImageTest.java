package dev.baton.worker.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.checkpoint.StateDigest;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose images are damaged while it runs. */
class DamagedImageTest {
  @TempDir Path folder;

  private static JobSpec spec(Path data) throws MessageFormatException {
    String request =
        """
        {"version":1,"type":"train","job":"exp1","cfg":"gelan-t","data":"%s","imgsz":64,"batch":2,
        "epochs":2,"workers":0,"hyp":{"mosaic":0,"mixup":0,"copy_paste":0}}
        """
            .formatted(data);
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    return ((Request.Train) RequestReader.read(bytes, "r-1")).spec();
  }

  private Path drawJpegs() throws IOException {
    Path data = DrawnDataset.draw(folder, 4, 64);
    for (int i = 0; i < 4; i++) {
      Path png = folder.resolve("images/train/%d.png".formatted(i));
      BufferedImage image = ImageIO.read(png.toFile());
      ImageIO.write(image, "jpg", folder.resolve("images/train/%d.jpg".formatted(i)).toFile());
      Files.delete(png);
    }
    return data;
  }

  @Test
  void aJpegCutShortInTheMiddleOfAnEpochIsNamedAndNothingIsLost() throws Exception {
    JobSpec spec = spec(drawJpegs());
    Snapshot whole;
    try (Trainer trainer =
        new YoloTrainerFactory().create(spec, Optional.empty(), DataIndexes.NONE)) {
      trainer.trainStep();
      String before = StateDigest.of(trainer.snapshot()).text();
      byte[][] jpegs = new byte[4][];
      for (int i = 0; i < 4; i++) {
        Path jpeg = folder.resolve("images/train/%d.jpg".formatted(i));
        jpegs[i] = Files.readAllBytes(jpeg);
        Files.write(jpeg, Arrays.copyOf(jpegs[i], jpegs[i].length / 2));
      }

      assertThatThrownBy(trainer::trainStep)
          .isInstanceOfSatisfying(
              TrainerException.class,
              e -> assertThat(e.kind()).isEqualTo(TrainerException.Kind.BAD_INPUT))
          .hasMessageContainingAll(
              "changed since the job began: " + folder.resolve("images/train"),
              ".jpg",
              "restore the file, go on with the data of now (baton rerun JOB --allow data), or");
      assertThat(StateDigest.of(trainer.snapshot()).text()).isEqualTo(before);

      for (int i = 0; i < 4; i++) {
        Files.write(folder.resolve("images/train/%d.jpg".formatted(i)), jpegs[i]);
      }
      trainer.trainStep();
      whole = trainer.snapshot();
    }
    try (Trainer undisturbed =
        new YoloTrainerFactory().create(spec, Optional.empty(), DataIndexes.NONE)) {
      undisturbed.trainStep();
      undisturbed.trainStep();
      assertThat(StateDigest.of(whole).text())
          .isEqualTo(StateDigest.of(undisturbed.snapshot()).text());
    }
  }
}
