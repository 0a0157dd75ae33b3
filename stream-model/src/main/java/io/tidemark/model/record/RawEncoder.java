package io.tidemark.model.record;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes raw readings as JSON, fields in the order of the definition, decimals with all their
 * places: {@code {"time":1790000000000,"entity":17,"temp":20.13,"humidity":34.90}}. Not
 * thread-safe.
 */
public final class RawEncoder {
  private static final int LONGEST_NUMBER = 32;

  /** The powers of ten that fit a long, by exponent. */
  private static final long[] POWERS = new long[19];

  /** The digits of the numbers to 99: two of them cost one division. */
  private static final byte[] TENS = new byte[100];

  private static final byte[] ONES = new byte[100];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    for (int i = 0; i < TENS.length; i++) {
      TENS[i] = (byte) ('0' + i / 10);
      ONES[i] = (byte) ('0' + i % 10);
    }
  }

  private final List<Field> fields;
  private final byte[][] prefixes;
  private final byte[] heartbeatPrefix;
  private final TimeFormat format;
  private byte[] buffer = new byte[512];
  private int length;

  public RawEncoder(StreamDefinition.Raw raw) {
    fields = raw.fields();
    prefixes = new byte[fields.size()][];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = bytes((i == 0 ? "{" : ",") + "\"" + fields.get(i).name() + "\":");
    }
    format = raw.time().format();
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
      } else if (field.type() == FieldType.TIMESTAMP) {
        appendTime(reading.number(i));
      } else {
        appendDecimal(reading.number(i), field.scale());
      }
    }
    return finish();
  }

  /**
   * The bytes of a heartbeat, {@code {"time":1790000000000,"heartbeat":true}}: it advances the
   * watermark, and no window counts it.
   *
   * @param time epoch milliseconds, a multiple of the resolution of the definition's time format
   */
  public byte[] encodeHeartbeat(long time) {
    length = 0;
    append(heartbeatPrefix);
    appendTime(time);
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

  private void appendTime(long millis) {
    if (format.isNumber()) {
      appendDecimal(format.toNumber(millis), 0);
    } else {
      appendText(Instant.ofEpochMilli(millis).toString());
    }
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
    int whole = Math.max(digits(rest) - scale, 1);
    length += whole + (scale > 0 ? scale + 1 : 0);
    int at = length;
    if (scale > 0) {
      for (int i = 0; i < scale; i++) {
        buffer[--at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      buffer[--at] = '.';
    }
    for (int left = whole; left > 1; left -= 2) {
      int pair = (int) (rest % 100);
      buffer[--at] = ONES[pair];
      buffer[--at] = TENS[pair];
      rest /= 100;
    }
    if (whole % 2 == 1) {
      buffer[--at] = (byte) ('0' + rest);
    }
  }

  private static int digits(long value) {
    int digits = 1;
    while (digits < POWERS.length && value >= POWERS[digits]) {
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
