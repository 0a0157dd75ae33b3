package io.tidemark.spark.window;

import static io.tidemark.spark.Samples.heartbeat;
import static io.tidemark.spark.Samples.reading;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Records that are random, or were right once. */
public final class Fuzz {
  private static final String[] SPLICES = {
    "\"", "}", "{", "[", "null", "true", "NaN", "-", "1e999", ".", "\\u0000", "\ud800", ",", ":",
    "0"
  };

  private Fuzz() {}

  public static List<byte[]> records(Random random, int count) {
    return IntStream.range(0, count).mapToObj(i -> record(random)).toList();
  }

  private static byte[] record(Random random) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    String time = String.format("12:%02d:%02d", random.nextInt(60), random.nextInt(60));
    String right =
        random.nextInt(20) == 0
            ? heartbeat(time)
            : reading(random.nextInt(100), time, random.nextInt(10_000) / 100.0 + "");
    byte[] record = right.getBytes(StandardCharsets.UTF_8);
    for (int changes = random.nextInt(4); changes > 0 && record.length > 0; changes--) {
      record = mutate(random, record);
    }
    return record;
  }

  private static byte[] mutate(Random random, byte[] record) {
    int at = random.nextInt(record.length);
    switch (random.nextInt(4)) {
      case 0:
        byte[] changed = record.clone();
        changed[at] = (byte) random.nextInt(256);
        return changed;
      case 1:
        return Arrays.copyOf(record, at);
      case 2:
        byte[] splice = SPLICES[random.nextInt(SPLICES.length)].getBytes(StandardCharsets.UTF_8);
        return join(
            Arrays.copyOf(record, at), splice, Arrays.copyOfRange(record, at, record.length));
      default:
        return join(record, Arrays.copyOfRange(record, at, record.length), new byte[0]);
    }
  }

  private static byte[] join(byte[] first, byte[] second, byte[] third) {
    byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    System.arraycopy(third, 0, all, first.length + second.length, third.length);
    return all;
  }
}
