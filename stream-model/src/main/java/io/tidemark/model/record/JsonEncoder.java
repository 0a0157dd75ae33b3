package io.tidemark.model.record;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.TimeWriter;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.value.PowersOfTen;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes raw readings as JSON, fields in the order of the definition, decimals with all their
 * places: {@code {"time":1790000000000,"entity":17,"temp":20.13,"humidity":34.90}}. Not
 * thread-safe.
 */
final class JsonEncoder {
  private static final int LONGEST_NUMBER = 32;

  /** The digits of the numbers to 99: two of them cost one division. */
  private static final byte[] TENS = new byte[100];

  private static final byte[] ONES = new byte[100];

  static {
    for (int i = 0; i < TENS.length; i++) {
      TENS[i] = (byte) ('0' + i / 10);
      ONES[i] = (byte) ('0' + i % 10);
    }
  }

  private final List<Field> fields;
  private final RecordTemplate template;
  private final byte[] heartbeatPrefix;
  private final TimeFormat format;
  private final TimeWriter times;
  private final boolean plain;
  private byte[] buffer = new byte[512];
  private int length;

  JsonEncoder(StreamDefinition.Raw raw) {
    fields = raw.fields();
    template = new RecordTemplate(raw);
    times = new TimeWriter(raw.time().raw().time());
    format = raw.time().format();
    plain = raw.isPlain();
    heartbeatPrefix = bytes("{" + "\"" + raw.time().name() + "\":");
  }

  /** The bytes of a reading. */
  byte[] encode(Reading reading) {
    length = 0;
    for (int i = 0; i < template.size(); i++) {
      append(template.before(i));
      value(reading, template.place(i), template.part(i));
    }
    append(template.end());
    return Arrays.copyOf(buffer, length);
  }

  /**
   * @param part of an event time in two parts, otherwise -1
   */
  private void value(Reading reading, int place, int part) {
    Field field = fields.get(place);
    if (field.nullable() && reading.isNull(place)) {
      append(JsonSyntax.NULL);
      return;
    }
    switch (field.type()) {
      case STRING -> appendText(reading.text(place));
      case BOOLEAN -> append(reading.number(place) != 0 ? JsonSyntax.TRUE : JsonSyntax.FALSE);
      case TIMESTAMP -> appendTime(reading.number(place), part);
      case INT, DECIMAL -> {
        if (field.raw().decimalComma()) {
          appendText(
              BigDecimal.valueOf(reading.number(place), field.scale())
                  .toPlainString()
                  .replace('.', ','));
        } else {
          appendDecimal(reading.number(place), field.scale());
        }
      }
    }
  }

  /**
   * The bytes of a heartbeat, {@code {"time":1790000000000,"heartbeat":true}}: it advances the
   * watermark, and no window counts it.
   *
   * @param time epoch milliseconds; in a plain definition a multiple of the resolution of its time
   *     format
   */
  byte[] encodeHeartbeat(long time) {
    length = 0;
    append(heartbeatPrefix);
    if (plain) {
      appendTime(time, -1);
    } else {
      appendDecimal(time, 0);
    }
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

  private void appendTime(long millis, int part) {
    if (plain && format.isNumber()) {
      appendDecimal(format.toNumber(millis), 0);
      return;
    }
    String text = times.write(millis);
    if (format.isNumber()) {
      append(bytes(text));
    } else if (part < 0) {
      appendText(text);
    } else {
      String[] parts = template.parts(text);
      appendText(parts[part]);
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
      append(bytes(BigDecimal.valueOf(value, scale).toPlainString()));
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

  /** How many decimal digits a number has that is not negative. */
  static int digits(long value) {
    int digits = 1;
    while (digits <= PowersOfTen.MOST && value >= PowersOfTen.of(digits)) {
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
