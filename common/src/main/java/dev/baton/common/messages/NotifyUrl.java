package dev.baton.common.messages;

import java.net.URI;
import java.net.URISyntaxException;

/** Where somebody wants to be told of a job's end: an address of the web, and of nothing else. */
public final class NotifyUrl {
  private static final int MOST_LETTERS = 2000;
  private static final int MOST_PORT = 65_535;

  private NotifyUrl() {}

  /**
   * @throws IllegalArgumentException saying what to give instead
   */
  public static URI parse(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw refused(text);
    }
    boolean isOfTheWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    // A password in it would be in every message about the job.
    if (!isOfTheWeb
        || url.getHost() == null
        || url.getPort() > MOST_PORT
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null
        || text.length() > MOST_LETTERS) {
      throw refused(text);
    }
    return url;
  }

  private static IllegalArgumentException refused(String text) {
    String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return new IllegalArgumentException(
        "\"%s\" cannot be told of a job's end: give http://HOST/… or https://HOST/…, without user and password"
            .formatted(shown));
  }
}
