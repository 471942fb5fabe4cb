package dev.baton.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotifySettingsTest {
  private static final Map<String, String> SECRET =
      Map.of("BATON_NOTIFY_SECRET", "a secret of 16 letters");

  @Test
  void areOffUnlessSomebodyIsNamed() {
    assertThat(NotifySettings.of("", "", Map.of()).isOn()).isFalse();
    assertThat(NotifySettings.of("", "", SECRET).isOn()).isFalse();
    assertThat(NotifySettings.of("http://ci/", "", SECRET).isOn()).isTrue();
    assertThat(NotifySettings.of("", "ci", SECRET).isOn()).isTrue();
  }

  @Test
  void flagsOverruleTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "BATON_NOTIFY_URL", "http://a/",
            "BATON_NOTIFY_HOSTS", "b",
            "BATON_NOTIFY_SECRET", "a secret of 16 letters");
    assertThat(NotifySettings.of("", "", environment).url()).contains(URI.create("http://a/"));
    NotifySettings flagged = NotifySettings.of("http://c/", "d", environment);
    assertThat(flagged.url()).contains(URI.create("http://c/"));
    assertThat(flagged.hosts().hosts()).containsExactly("d");
  }

  @Test
  void askForASecretOfSomeLength() {
    assertThatThrownBy(() -> NotifySettings.of("http://ci/", "", Map.of()))
        .hasMessageContaining("BATON_NOTIFY_SECRET=$(openssl rand -hex 32)");
    assertThatThrownBy(
            () -> NotifySettings.of("http://ci/", "", Map.of("BATON_NOTIFY_SECRET", "short")))
        .hasMessageContaining("16 letters or more");
  }

  @Test
  void refuseWhatIsNoAddressOfTheWeb() {
    assertThatThrownBy(() -> NotifySettings.of("file:///etc/passwd", "", SECRET))
        .hasMessageContaining("give http://HOST/");
  }

  @Test
  void showNeitherTheSecretNorThePath() {
    assertThat(NotifySettings.of("https://ci/hooks/TOKEN", "", SECRET))
        .hasToString("url=https://ci/… hosts=[]");
  }
}
