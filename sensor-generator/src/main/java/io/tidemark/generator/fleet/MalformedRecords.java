package io.tidemark.generator.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.generator.run.Malformation;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawEncoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Creates malformed variants of a stream's readings in JSON: {@link
 * io.tidemark.model.record.RawDecoder} rejects all of them. The same seed and the same order of
 * calls give the same bytes.
 */
final class MalformedRecords {
  private static final String NO_SIGNAL = "NO SIGNAL";

  private final List<Field> fields;
  private final int[] all;
  private final int[] numbers;
  private final int[] decimals;
  private final RawEncoder encoder;
  private final SplittableRandom random;

  MalformedRecords(StreamDefinition.Raw raw, long seed) {
    fields = raw.fields();
    all = places(field -> true);
    numbers = places(field -> field.type() != FieldType.STRING && !isText(field));
    decimals = places(field -> field.type() == FieldType.DECIMAL);
    encoder = new RawEncoder(raw);
    random = new SplittableRandom(seed);
  }

  /** Whether the field is an event time in text form. */
  private static boolean isText(Field field) {
    return field.format() != null && !field.format().isNumber();
  }

  private int[] places(Predicate<Field> which) {
    return IntStream.range(0, fields.size()).filter(i -> which.test(fields.get(i))).toArray();
  }

  /** The bytes of a reading with this malformation. */
  byte[] encode(Malformation way, Reading reading) {
    return switch (way) {
      case NOT_JSON -> NO_SIGNAL.getBytes(UTF_8);
      case TRUNCATED -> {
        byte[] whole = encoder.encode(reading);
        yield Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
      }
      case NOT_UTF8 -> {
        byte[] whole = encoder.encode(reading);
        whole[1 + random.nextInt(whole.length - 1)] = (byte) 0xFF;
        yield whole;
      }
      case WRONG_TYPE -> with(reading, oneOf(numbers), "\"n/a\"");
      case MISSING_FIELD -> with(reading, oneOf(all), null);
      case OUT_OF_RANGE -> with(reading, oneOf(numbers), beyond64Bits());
      case TOO_MANY_DECIMALS -> {
        int place = oneOf(decimals);
        yield with(reading, place, onePlaceMore(reading.number(place), fields.get(place).scale()));
      }
      default -> throw new IllegalArgumentException(way + " is not one of JSON");
    };
  }

  private int oneOf(int[] places) {
    return places[random.nextInt(places.length)];
  }

  private String beyond64Bits() {
    BigInteger size = BigInteger.TWO.pow(64).add(BigInteger.valueOf(random.nextLong() >>> 1));
    return (random.nextBoolean() ? size : size.negate()).toString();
  }

  private String onePlaceMore(long number, int scale) {
    BigInteger digits =
        BigInteger.valueOf(number)
            .multiply(BigInteger.TEN)
            .add(BigInteger.valueOf(1 + random.nextInt(9)));
    return new BigDecimal(digits, scale + 1).toPlainString();
  }

  /**
   * The reading with another value for one of its fields.
   *
   * @param instead as JSON; null leaves the field out
   */
  private byte[] with(Reading reading, int place, String instead) {
    StringJoiner object = new StringJoiner(",", "{", "}");
    for (int i = 0; i < fields.size(); i++) {
      String value = i == place ? instead : value(reading, i);
      if (value != null) {
        object.add("\"" + fields.get(i).name() + "\":" + value);
      }
    }
    return object.toString().getBytes(UTF_8);
  }

  private String value(Reading reading, int place) {
    Field field = fields.get(place);
    if (field.type() == FieldType.TIMESTAMP) {
      return field.format().isNumber()
          ? String.valueOf(field.format().toNumber(reading.number(place)))
          : '"' + Instant.ofEpochMilli(reading.number(place)).toString() + '"';
    }
    return field.type() == FieldType.STRING
        ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString(reading.text(place))) + '"'
        : BigDecimal.valueOf(reading.number(place), field.scale()).toPlainString();
  }
}
