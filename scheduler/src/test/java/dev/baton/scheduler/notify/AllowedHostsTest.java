package dev.baton.scheduler.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final AllowedHosts HOSTS =
      AllowedHosts.parse("ci.example.com, Hooks.example.com:8443,[::1]:9000");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ci.example.com/hook",
        "http://CI.example.com:80/",
        "https://ci.example.com:443/",
        "https://hooks.example.com:8443/a?b=c",
        "http://[::1]:9000/"
      })
  void allowWhatIsNamed(String url) {
    assertThat(HOSTS.problem(URI.create(url))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "https://ci.example.com:8443/",
        "https://ci.example.com.evil.org/",
        "https://evil-ci.example.com/",
        "https://hooks.example.com/",
        "http://localhost:19000/",
        "http://[::1]/"
      })
  void refuseEverythingElse(String url) {
    assertThat(HOSTS.problem(URI.create(url)).orElseThrow())
        .startsWith("notify_url: jobs of this fleet may name only [::1]:9000, ci.example.com, ")
        .contains("--notify-hosts");
  }

  @Test
  void sayThatNoHostIsNamedAtAll() {
    assertThat(AllowedHosts.NONE.problem(URI.create("https://ci.example.com/x")))
        .contains(
            "notify_url: jobs of this fleet may name no host, not ci.example.com: leave it out, or have the scheduler started with --notify-hosts ci.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://ci.example.com", "ci.example.com/hook", "*", "a b", "host:port"})
  void takeNamesOnly(String text) {
    assertThatThrownBy(() -> AllowedHosts.parse(text))
        .hasMessageStartingWith("--notify-hosts: \"%s\" is no host".formatted(text));
  }
}
