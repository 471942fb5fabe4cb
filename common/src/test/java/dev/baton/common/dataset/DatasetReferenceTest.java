package dev.baton.common.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.common.dataset.DatasetReference.Named;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.messages.MessageFormatException;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DatasetReferenceTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void tellsDigestsNamesAndPathsApart() {
    assertThat(DatasetReference.of("/data/set/data.yaml")).isEmpty();
    assertThat(DatasetReference.of("baton://bccd")).contains(new Named("bccd"));
    assertThat(DatasetReference.of("baton://sha256:" + DIGEST)).contains(new Pinned(DIGEST));
    assertThat(DatasetReference.parse("bccd")).isEqualTo(new Named("bccd"));
    assertThat(DatasetReference.parse("sha256:" + DIGEST)).isEqualTo(new Pinned(DIGEST));
  }

  @Test
  void isWrittenAsItIsRead() {
    assertThat(new Pinned(DIGEST)).hasToString("baton://sha256:" + DIGEST);
    assertThat(new Named("bccd-2.1")).hasToString("baton://bccd-2.1");
  }

  @Test
  void refusesWhatCouldLeadOutOfTheStoresFolder() {
    for (String wrong : new String[] {"../x", "a/b", "", "A", "sha256", "a..b", "sha256:12"}) {
      assertThatThrownBy(() -> DatasetReference.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRequestByNameIsRefusedSinceItsDataCouldChange() {
    assertThatThrownBy(() -> request("baton://bccd"))
        .hasMessageContaining("data is baton://bccd, a name that may be given to another set");
    assertThatThrownBy(() -> request("baton://sha256:12"))
        .hasMessageContaining("give all 64 digits");
  }

  @Test
  void aRequestByDigestIsTaken() throws Exception {
    Request.Train train = (Request.Train) request("baton://sha256:" + DIGEST);
    assertThat(train.spec().data()).isEqualTo("baton://sha256:" + DIGEST);
  }

  private static Request request(String data) throws MessageFormatException {
    String json =
        """
        {"version":1,"type":"train","job":"exp","cfg":"gelan-t","data":"%s"}
        """
            .formatted(data);
    return RequestReader.read(json.getBytes(StandardCharsets.UTF_8), "r-1");
  }
}
