package dev.baton.scheduler.notify;

import dev.baton.common.messages.NotifyUrl;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told of jobs' ends.
 *
 * @param url who is told of every job's; trusted, since the operator gave it
 * @param hosts whom jobs may name besides
 * @param secret what messages are signed with; empty where nobody is told
 */
public record NotifySettings(Optional<URI> url, AllowedHosts hosts, String secret) {
  private static final String SECRET_VARIABLE = "BATON_NOTIFY_SECRET";
  private static final int LEAST_LETTERS = 16;

  /**
   * What the flags say, else {@code BATON_NOTIFY_URL} and {@code BATON_NOTIFY_HOSTS}; the secret is
   * in {@code BATON_NOTIFY_SECRET} alone, since everybody sees a process's arguments.
   *
   * @param urlFlag empty where it was not given
   * @param hostsFlag likewise
   * @throws IllegalArgumentException saying what is missing or wrong
   */
  public static NotifySettings of(
      String urlFlag, String hostsFlag, Map<String, String> environment) {
    String url = orElse(urlFlag, environment.getOrDefault("BATON_NOTIFY_URL", ""));
    String hosts = orElse(hostsFlag, environment.getOrDefault("BATON_NOTIFY_HOSTS", ""));
    NotifySettings settings =
        new NotifySettings(
            Optional.of(url).filter(text -> !text.isBlank()).map(NotifyUrl::parse),
            AllowedHosts.parse(hosts),
            environment.getOrDefault(SECRET_VARIABLE, ""));
    if (settings.isOn() && settings.secret.length() < LEAST_LETTERS) {
      throw new IllegalArgumentException(
          "%s has to be set where somebody is told of jobs' ends, to %d letters or more that receivers know, too: export %s=$(openssl rand -hex 32)"
              .formatted(SECRET_VARIABLE, LEAST_LETTERS, SECRET_VARIABLE));
    }
    return settings;
  }

  /** Whether anybody may be told anything. */
  public boolean isOn() {
    return url.isPresent() || !hosts.isEmpty();
  }

  private static String orElse(String flag, String variable) {
    return flag.isBlank() ? variable : flag;
  }

  /** Without the secret, and without the path, which may be one. */
  @Override
  public String toString() {
    return "url=%s hosts=%s".formatted(url.map(Delivery::shown).orElse("none"), hosts.hosts());
  }
}
