package io.tidemark.superset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that follow from names (RFC 9562, version 5), so that an import replaces what it made. */
final class AssetIds {
  private static final UUID NAMESPACE = UUID.fromString("6d1c9a50-8f0e-5d0b-9a55-4f6f1f0f8f16");

  private AssetIds() {}

  static String of(String kind, String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .array());
    ByteBuffer hash =
        ByteBuffer.wrap(sha1.digest((kind + "/" + name).getBytes(StandardCharsets.UTF_8)));
    long high = hash.getLong() & ~0xF000L | 0x5000L;
    long low = hash.getLong() & ~(3L << 62) | 1L << 63;
    return new UUID(high, low).toString();
  }
}
