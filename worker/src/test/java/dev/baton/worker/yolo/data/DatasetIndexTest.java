package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.checkpoint.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DatasetIndexTest {

  @Test
  void survivesItsJsonToTheLastBit() {
    Random random = new Random(1);
    float[] rows = new float[5 * 1000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextFloat();
    }
    DatasetIndex index = index(new Annotations(rows, List.of(rows)));
    DatasetIndex back = DatasetIndex.fromJson(index.toJson());
    assertThat(back.digest()).isEqualTo(index.digest());
    assertThat(back.train().getFirst().annotations().rows()).containsExactly(rows);
    assertThat(back.train().getFirst().annotations().polygons()).containsExactly(rows);
    assertThat(back.val()).hasSize(1);
    assertThat(back.val().getFirst().annotationsSha256()).isEmpty();
  }

  /** The digest is stored in jobs' logs, so its text must never change. */
  @Test
  void theDigestIsThatOfTheDocumentedText() {
    String text =
        """
        baton data set 1
        class cat
        class big dog
        train 100 aa bb images/train/0.png
        val 7 cc - images/val/a b.png
        """;
    assertThat(index(Annotations.NONE).digest())
        .isEqualTo(Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anotherVersionIsRefused() {
    byte[] json =
        "{\"version\":2,\"classNames\":[],\"train\":[],\"val\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> DatasetIndex.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version 2, this worker reads 1");
  }

  /** Most bits of the annotations would give other numbers, which the digest does not cover. */
  @Test
  void anyFlippedBitIsFound() {
    byte[] whole =
        index(new Annotations(new float[] {0, .5f, .5f, .25f, .25f}, List.of())).toJson();
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> DatasetIndex.fromJson(flipped))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anIndexThatCarriesNoChecksumIsNotTrusted() {
    byte[] json =
        "{\"version\":1,\"classNames\":[],\"train\":[],\"val\":[]}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> DatasetIndex.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SHA-256");
  }

  private static DatasetIndex index(Annotations annotations) {
    return new DatasetIndex(
        List.of("cat", "big dog"),
        List.of(
            new IndexedImage(
                "images/train/0.png", 100, "aa", Optional.of("bb"), 64, 48, annotations)),
        List.of(
            new IndexedImage(
                "images/val/a b.png", 7, "cc", Optional.empty(), 64, 48, Annotations.NONE)));
  }
}
