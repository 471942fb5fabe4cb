package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.worker.attempt.DataIndexes;
import dev.baton.worker.yolo.data.DataProblem.Kind;
import dev.baton.worker.yolo.data.SplitStatistics.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckTest {
  @TempDir Path temporary;
  private YoloFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new YoloFolder(temporary.resolve("set"));
    for (int k = 0; k < 4; k++) {
      folder.image("train/%d.png".formatted(k), k);
      folder.labels("train/%d.txt".formatted(k), "%d .5 .5 .4 .4\n".formatted(k % 2));
    }
    folder.image("val/5.png", 5);
    folder.labels("val/5.txt", "2 .5 .5 .4 .4\n2 .3 .3 .1 .1\n");
  }

  @Test
  void aGoodSetHasStatisticsAndNoProblems() {
    DatasetCheck check = check();
    assertThat(check.problems()).isEmpty();
    assertThat(check.refusal()).isEmpty();
    SplitStatistics train = check.splits().getFirst();
    assertThat(train.split()).isEqualTo("train");
    assertThat(train.images()).isEqualTo(4);
    assertThat(train.objects()).isEqualTo(4);
    assertThat(train.objectsOfClass()).containsExactly(2, 2, 0);
    SplitStatistics val = check.splits().get(1);
    assertThat(val.objectsOfClass()).containsExactly(0, 0, 2);
    assertThat(val.imagesOfClass()).containsExactly(0, 0, 1);
    assertThat(val.sizes()).containsExactly(new ImageSize(100, 37, 1));
    assertThat(val.smallObjects()).isEqualTo(2);
  }

  @Test
  void everyProblemIsNamedWithFileAndLine() throws IOException {
    folder.labels("train/0.txt", "0 .5 .5 .4\n0 .5 .5 .4 .4\ncat .5 .5 .4 .4\n0 .5 .5 1.4 .4\n");
    folder.write("images/train/1.png", Arrays.copyOf(YoloFolder.encoded(".png", 1), 200));
    Files.delete(folder.path("labels/train/2.txt"));
    folder.labels("train/3.txt", "1 .5 .5 .4 .4\n1 .5 .5 .4 .4\n1 .5 .5 0 .4\n1 .5 .5 .001 .4\n");
    folder.image("train/3.jpg", 3);
    folder.image("val/copy.png", 2);
    folder.image("val/again.png", 5);
    assertThat(check().problems())
        .extracting(problem -> problem.kind() + " " + problem.file() + " " + problem.line())
        .containsExactly(
            "SHARED_LABELS images/train/3.png 0",
            "BAD_ANNOTATIONS labels/train/0.txt 1",
            "BAD_ANNOTATIONS labels/train/0.txt 3",
            "BAD_ANNOTATIONS labels/train/0.txt 4",
            "BAD_IMAGE images/train/1.png 0",
            "NO_AREA labels/train/3.txt 3",
            "DUPLICATE labels/train/3.txt 2",
            "NO_AREA labels/train/3.txt 3",
            "DUPLICATE labels/train/3.txt 2",
            "NO_LABELS images/train/2.png 0",
            "TINY_BOX images/train/3.jpg 0",
            "TINY_BOX images/train/3.png 0",
            "SAME_IMAGE images/val/again.png 0",
            "NO_LABELS images/val/again.png 0",
            "NO_LABELS images/val/copy.png 0",
            "IN_TWO_SPLITS images/val/copy.png 0");
  }

  @Test
  void everyUnknownClassIsNamedAndRefusedAsTrainingRefuses() throws IOException {
    folder.labels("train/1.txt", "3 .5 .5 .4 .4\n0 .5 .5 .3 .3\n7 .5 .5 .2 .2\n");
    DatasetCheck check = check();
    assertThat(check.problems())
        .filteredOn(problem -> problem.kind() == Kind.UNKNOWN_CLASS)
        .extracting(DataProblem::line)
        .containsExactly(1, 3);
    assertThat(check.refusal()).isPresent();
    assertThatThrownBy(
            () -> DetectionDataset.open(folder.dataYaml(), Optional.empty(), DataIndexes.NONE))
        .hasMessage(check.refusal().get());
  }

  @Test
  void aSplitThatIsNotThereIsToldAndTheOthersAreChecked() throws IOException {
    folder.write("data.yaml", "train: images/nowhere\nval: images/val\nnames: [a, b, c]\n");
    DatasetCheck check = check();
    assertThat(check.refusal().orElseThrow()).contains("images/nowhere, which does not exist");
    assertThat(check.splits()).extracting(SplitStatistics::split).containsExactly("val");
  }

  @Test
  void aMissingTestSplitDoesNotKeepFromTraining() throws IOException {
    folder.write(
        "data.yaml", "train: images/train\nval: images/val\ntest: images/no\nnames: [a, b, c]\n");
    DatasetCheck check = check();
    assertThat(check.refusal()).isEmpty();
    assertThat(check.problems()).extracting(DataProblem::kind).containsExactly(Kind.NO_IMAGES);
  }

  @Test
  void countsOfFilesCountAFileOnce() {
    List<DataProblem> three =
        List.of(
            new DataProblem(Kind.BAD_ANNOTATIONS, "a.txt", 1, "x"),
            new DataProblem(Kind.BAD_ANNOTATIONS, "a.txt", 2, "y"),
            new DataProblem(Kind.BAD_ANNOTATIONS, "b.txt", 1, "z"));
    assertThat(DataProblem.summarize(three))
        .containsExactly(
            "2 image(s) left out because of their label files; correct these (a.txt line 1: x; b.txt line 1: z)");
  }

  private DatasetCheck check() {
    return DatasetCheck.of(folder.dataYaml(), 640);
  }
}
