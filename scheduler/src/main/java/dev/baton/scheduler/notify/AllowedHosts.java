package dev.baton.scheduler.notify;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The hosts that jobs may name in their {@code notify_url}. A scheduler reaches places that whoever
 * sends a request does not, so it calls none that its operator has not named.
 *
 * @param hosts in lower case, with a port where it is not the scheme's usual one
 */
public record AllowedHosts(Set<String> hosts) {
  /** Jobs may name nobody. */
  public static final AllowedHosts NONE = new AllowedHosts(Set.of());

  public AllowedHosts {
    hosts = Set.copyOf(hosts);
  }

  /**
   * @param text {@code HOST,HOST:PORT}, or empty for none
   * @throws IllegalArgumentException naming what is no host
   */
  static AllowedHosts parse(String text) {
    Set<String> hosts =
        Arrays.stream(text.split(","))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .collect(Collectors.toSet());
    for (String host : hosts) {
      if (!host.matches("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?")) {
        throw new IllegalArgumentException(
            "--notify-hosts: \"%s\" is no host: give names like ci.example.com, or ci.example.com:8443, separated by commas"
                .formatted(host));
      }
    }
    return new AllowedHosts(hosts);
  }

  boolean isEmpty() {
    return hosts.isEmpty();
  }

  /** Why a job may not name {@code url}, and what to do; empty when it may. */
  public Optional<String> problem(URI url) {
    int port = url.getPort() < 0 || url.getPort() == usualPort(url) ? -1 : url.getPort();
    String host = url.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port);
    if (hosts.contains(host)) {
      return Optional.empty();
    }
    String known = hosts.isEmpty() ? "no host" : "only " + String.join(", ", new TreeSet<>(hosts));
    return Optional.of(
        "notify_url: jobs of this fleet may name %s, not %s: leave it out, or have the scheduler started with --notify-hosts %s"
            .formatted(known, host, host));
  }

  private static int usualPort(URI url) {
    return url.getScheme().equals("https") ? 443 : 80;
  }
}
