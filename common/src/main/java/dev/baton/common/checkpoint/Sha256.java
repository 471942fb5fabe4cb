package dev.baton.common.checkpoint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal. */
public final class Sha256 {
  private Sha256() {}

  /** A fresh digest; every JDK has this algorithm. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  public static String hex(byte[] bytes) {
    return text(digest().digest(bytes));
  }

  /** Digest of the buffer's remaining bytes; its position does not move. */
  public static String hex(ByteBuffer bytes) {
    MessageDigest digest = digest();
    digest.update(bytes.duplicate());
    return text(digest.digest());
  }

  public static String text(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
