package io.tidemark.model.record;

import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A hash of 128 bits of all fields of a reading, never all zeros. It is MD5: among 10 million
 * readings the probability of a collision is below 10^-24. It is reused for one reading after the
 * other; not thread-safe.
 */
public final class ReadingHash {
  private static final int HASH = 16;

  private final boolean[] text;
  private final boolean[] nullable;

  /** Whether event times have places beyond the millisecond. */
  private final boolean fine;

  private final MessageDigest digest;
  private final byte[] hash = new byte[HASH];
  private final ByteBuffer hashed = ByteBuffer.wrap(hash);
  private ByteBuffer buffer = ByteBuffer.allocate(256);
  private long high;
  private long low;

  public ReadingHash(StreamDefinition.Raw raw) {
    text = new boolean[raw.fields().size()];
    nullable = new boolean[text.length];
    fine = raw.hasFineTimes();
    for (int i = 0; i < text.length; i++) {
      text[i] = raw.fields().get(i).type() == FieldType.STRING;
      nullable[i] = raw.fields().get(i).nullable();
    }
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hashes a reading. */
  public void hash(Reading reading) {
    buffer.clear();
    for (int i = 0; i < text.length; i++) {
      if (nullable[i]) {
        require(1);
        buffer.put((byte) (reading.isNull(i) ? 0 : 1));
      }
      if (nullable[i] && reading.isNull(i)) {
        continue;
      }
      if (text[i]) {
        byte[] bytes = reading.utf8(i);
        require(Integer.BYTES + bytes.length);
        // with its length, so that adjacent strings cannot be confused
        buffer.putInt(bytes.length).put(bytes);
      } else {
        require(Long.BYTES);
        buffer.putLong(reading.number(i));
      }
    }
    if (fine) {
      require(Integer.BYTES);
      buffer.putInt(reading.nanos());
    }
    try {
      digest.update(buffer.flip());
      digest.digest(hash, 0, HASH);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    high = hashed.getLong(0);
    low = hashed.getLong(Long.BYTES);
    if (high == 0 && low == 0) {
      low = 1;
    }
  }

  private void require(int bytes) {
    if (buffer.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (buffer.capacity() + bytes));
      buffer = larger.put(buffer.flip());
    }
  }

  /** The first half of the last hash. */
  public long high() {
    return high;
  }

  /** The second half. */
  public long low() {
    return low;
  }
}
