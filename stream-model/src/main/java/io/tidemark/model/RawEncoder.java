package io.tidemark.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes raw readings as JSON, fields in the order of the definition, decimals with all their
 * places: {@code {"time":1790000000000,"entity":17,"temp":20.13,"humidity":34.90}}. Not for several
 * threads.
 */
public final class RawEncoder {
  private static final int LONGEST_NUMBER = 32;

  private final List<Field> fields;
  private final byte[][] prefixes;
  private final byte[] heartbeatPrefix;
  private byte[] buffer = new byte[512];
  private int length;

  public RawEncoder(StreamDefinition.Raw raw) {
    fields = raw.fields();
    prefixes = new byte[fields.size()][];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = bytes((i == 0 ? "{" : ",") + "\"" + fields.get(i).name() + "\":");
    }
    heartbeatPrefix = bytes("{\"" + raw.time().name() + "\":");
  }

  /** The bytes of a reading. */
  public byte[] encode(Reading reading) {
    length = 0;
    for (int i = 0; i < prefixes.length; i++) {
      append(prefixes[i]);
      Field field = fields.get(i);
      if (field.type() == FieldType.STRING) {
        appendText(reading.text(i));
      } else {
        appendDecimal(reading.number(i), field.scale());
      }
    }
    return finish();
  }

  /**
   * The bytes of a heartbeat, {@code {"time":1790000000000,"heartbeat":true}}: it moves the
   * watermark and is counted nowhere.
   *
   * @param time epoch milliseconds
   */
  public byte[] encodeHeartbeat(long time) {
    length = 0;
    append(heartbeatPrefix);
    appendDecimal(time, 0);
    append(bytes(",\"" + StreamDefinition.HEARTBEAT + "\":true"));
    return finish();
  }

  private byte[] finish() {
    require(1);
    buffer[length++] = '}';
    return Arrays.copyOf(buffer, length);
  }

  private void append(byte[] bytes) {
    require(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void appendText(String text) {
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    require(quoted.length + 2);
    buffer[length++] = '"';
    append(quoted);
    require(1);
    buffer[length++] = '"';
  }

  private void appendDecimal(long value, int scale) {
    require(LONGEST_NUMBER);
    if (value == Long.MIN_VALUE) {
      append(bytes(java.math.BigDecimal.valueOf(value, scale).toPlainString()));
      return;
    }
    long rest = Math.abs(value);
    if (value < 0) {
      buffer[length++] = '-';
    }
    int digits = Math.max(digits(rest), scale + 1);
    int size = digits + (scale > 0 ? 1 : 0);
    int at = length + size;
    for (int i = 0; i < digits; i++) {
      if (i == scale && scale > 0) {
        buffer[--at] = '.';
      }
      buffer[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += size;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private void require(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
