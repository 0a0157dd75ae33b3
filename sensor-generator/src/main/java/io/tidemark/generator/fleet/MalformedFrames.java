package io.tidemark.generator.fleet;

import io.tidemark.generator.run.Malformation;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The same as {@link MalformedRecords} for records in Avro. */
final class MalformedFrames {
  /** An id that registries do not reach. */
  private static final int UNKNOWN = Integer.MAX_VALUE;

  private static final int MOST_LEFT_OVER = 3;

  private final RawEncoder encoder;
  private final SplittableRandom random;

  MalformedFrames(StreamDefinition.Raw raw, long seed) {
    encoder = new RawEncoder(raw);
    random = new SplittableRandom(seed);
  }

  /** The bytes of a reading with this malformation; null for none. */
  byte[] encode(Malformation way, Reading reading) {
    byte[] whole = encoder.encode(reading);
    switch (way) {
      case TRUNCATED:
        return Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
      case WRONG_FRAME:
        whole[0] = (byte) (1 + random.nextInt(0xFF));
        return whole;
      case UNKNOWN_SCHEMA:
        ByteBuffer.wrap(whole).putInt(1, UNKNOWN);
        return whole;
      case LEFT_OVER_BYTES:
        return Arrays.copyOf(whole, whole.length + 1 + random.nextInt(MOST_LEFT_OVER));
      case NULL_VALUE:
        return null;
      default:
        throw new IllegalArgumentException(way + " is not one of Avro");
    }
  }
}
