package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpecDigestTest {
  private static final String REQUEST =
      "{\"version\":1,\"type\":\"train\",\"job\":\"a\",\"cfg\":\"gelan-t\",\"data\":\"/d.yaml\"%s}";

  @Test
  void doesNotDependOnWhereAndWhenAJobIsTrained() throws Exception {
    assertThat(
            digest(
                ",\"pool\":\"gpu\",\"priority\":9,\"owner\":\"x\",\"checkpoint_every\":\"5s\",\"max_size\":\"20GB\",\"notify_url\":\"https://ci/\",\"workers\":7"))
        .isEqualTo(digest(""));
    assertThat(digest("").length()).isEqualTo(64);
  }

  @Test
  void dependsOnEverythingThatChangesABit() throws Exception {
    for (String change :
        new String[] {
          ",\"batch\":8",
          ",\"seed\":1",
          ",\"threads\":2",
          ",\"nbs\":8",
          ",\"hyp\":{\"lr0\":0.02}",
          ",\"epochs\":7",
          ",\"imgsz\":320",
          ",\"optimizer\":\"Adam\"",
          ",\"close_mosaic\":3"
        }) {
      assertThat(digest(change)).as(change).isNotEqualTo(digest(""));
    }
  }

  private static String digest(String more) throws Exception {
    Request request = RequestReader.read(REQUEST.formatted(more).getBytes(UTF_8), "r");
    return SpecDigest.of(((Request.Train) request).spec());
  }
}
