package dev.baton.scheduler.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.Sha256;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/** What whoever reaches the interface from another machine has to know. */
final class AccessToken {
  static final String VARIABLE = "BATON_HTTP_TOKEN";
  private static final int SHORTEST = 16;

  private final byte[] token;

  private AccessToken(String token) {
    this.token = token.getBytes(UTF_8);
  }

  /**
   * @throws IllegalArgumentException when it could be guessed
   */
  static AccessToken of(String token) {
    if (token.length() < SHORTEST || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "%s cannot be used: give at least %d letters, digits or signs, for example of `openssl rand -hex 32`"
              .formatted(VARIABLE, SHORTEST));
    }
    return new AccessToken(token);
  }

  static Optional<AccessToken> find(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(text -> !text.isBlank())
        .map(text -> of(text.strip()));
  }

  /** Compares in a time that does not depend on where the two differ. */
  boolean isSame(String other) {
    return MessageDigest.isEqual(token, other.getBytes(UTF_8));
  }

  /** What the browser keeps instead of the token; whoever reads it cannot tell the token. */
  String cookie() {
    MessageDigest digest = Sha256.digest();
    digest.update("baton cookie ".getBytes(UTF_8));
    return Sha256.text(digest.digest(token));
  }

  boolean isCookie(String value) {
    return MessageDigest.isEqual(cookie().getBytes(UTF_8), value.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "hidden";
  }
}
