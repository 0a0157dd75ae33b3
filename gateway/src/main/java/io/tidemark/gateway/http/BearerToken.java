package io.tidemark.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The token that clients must send, as RFC 6750 has it. Its comparison takes constant time. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte[] digest;

  public BearerToken(String token) {
    digest = digest(token);
  }

  /**
   * Whether a request has the token.
   *
   * @param header {@code Authorization}, or null
   */
  boolean isIn(String header) {
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(digest, digest(header.substring(SCHEME.length()).strip()));
  }

  /** Of equal length for all texts, so that the comparison does not tell the length. */
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
