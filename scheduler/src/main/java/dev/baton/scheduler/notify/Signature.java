package dev.baton.scheduler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to a receiver who wrote a message and when: HMAC-SHA256 (RFC 2104) over {@code
 * TIMESTAMP.BODY}.
 */
record Signature(String secret) {
  private static final String ALGORITHM = "HmacSHA256";

  /**
   * @param timestamp seconds since 1970
   * @return {@code sha256=} and 64 hexadecimal digits
   */
  String of(long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      mac.update("%d.".formatted(timestamp).getBytes(UTF_8));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "Signature[hidden]";
  }
}
