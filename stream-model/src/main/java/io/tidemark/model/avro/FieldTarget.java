package io.tidemark.model.avro;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.value.IsoTime;
import io.tidemark.model.value.LenientValue;
import io.tidemark.model.value.NumberHint;
import io.tidemark.model.value.PowersOfTen;
import io.tidemark.model.value.WholeNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sets a field of a reading from a value of any type, by the rules that values in JSON have. Not
 * thread-safe.
 */
final class FieldTarget {
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** A number whose digits are written out; longer ones get an exponent. */
  private static final int PLAIN_DIGITS = 40;

  final Field field;
  private final int place;
  private final FieldType type;
  private final int scale;
  private final TimeFormat format;
  private final boolean fine;
  private final IsoTime iso = new IsoTime(null);

  /** Null for a plain field. */
  private final LenientValue lenient;

  private FieldTarget(StreamDefinition.Raw raw, int place, LenientValue lenient) {
    this.place = place;
    this.lenient = lenient;
    field = raw.fields().get(place);
    type = field.type();
    scale = field.scale();
    format = field.format();
    fine = raw.hasFineTimes();
  }

  /** The targets of all fields, in their order. */
  static FieldTarget[] of(StreamDefinition.Raw raw) {
    LenientValue[] lenient = LenientValue.ofFields(raw);
    FieldTarget[] targets = new FieldTarget[lenient.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = new FieldTarget(raw, i, lenient[i]);
    }
    return targets;
  }

  /** Whether a writer may have the field in this type. */
  boolean takes(AvroType writer) {
    boolean read = field.raw().lenient();
    boolean inText = read || field.raw().quoted();
    return switch (type) {
      case INT, DECIMAL ->
          switch (writer.kind) {
            case INT, LONG, FLOAT, DOUBLE -> true;
            case BYTES, FIXED -> writer.isDecimal();
            case STRING -> inText;
            default -> false;
          };
      case STRING ->
          switch (writer.kind) {
            case STRING, ENUM -> true;
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN -> read;
            case BYTES, FIXED -> read && writer.isDecimal();
            default -> false;
          };
      case BOOLEAN ->
          switch (writer.kind) {
            case BOOLEAN -> true;
            case INT, LONG, STRING -> read;
            default -> false;
          };
      case TIMESTAMP ->
          switch (writer.kind) {
            case INT, LONG -> takesTime(writer.logical);
            case FLOAT, DOUBLE -> read && format.isNumber();
            case BYTES, FIXED -> read && format.isNumber() && writer.isDecimal();
            case STRING -> inText || !format.isNumber();
            default -> false;
          };
    };
  }

  private boolean takesTime(String logical) {
    if (logical == null) {
      return format.isNumber() || format == TimeFormat.PATTERN;
    }
    return logical.startsWith("timestamp-")
        || logical.equals("date") && format == TimeFormat.YYYYMMDD;
  }

  /** What the field expects, for messages. */
  String expected() {
    if (lenient != null) {
      return lenient.expected();
    }
    return switch (type) {
      case INT -> "a whole number";
      case DECIMAL -> "a number";
      case STRING -> "a text";
      case BOOLEAN -> "true or false";
      case TIMESTAMP -> "an event time in " + format.keyword();
    };
  }

  private MalformedFrame wrong(String what) {
    return new MalformedFrame(field.name() + ": " + what);
  }

  private static void require(String problem) {
    if (problem != null) {
      throw new MalformedFrame(problem);
    }
  }

  /** The record has no value. */
  void none(String what, Reading into) {
    if (lenient == null) {
      throw wrong(what);
    }
    require(lenient.none(what, into));
  }

  private void put(long number, Reading into) {
    if (lenient == null) {
      into.number(place, number);
    } else {
      lenient.exact(number, into);
    }
  }

  void whole(long number, Reading into) {
    switch (type) {
      case INT -> put(number, into);
      case DECIMAL -> scaled(number, scale, into);
      case TIMESTAMP -> {
        if (lenient == null && format.isNumber()) {
          time(number, into);
        } else {
          number(BigDecimal.valueOf(number), into);
        }
      }
      default -> number(BigDecimal.valueOf(number), into);
    }
  }

  /** Sets the event time from a number of its format. */
  private void time(long number, Reading into) {
    long millis = format.ofNumber(number);
    if (millis == TimeFormat.NONE) {
      throw wrong(format == TimeFormat.YYYYMMDD ? "expected a day as yyyymmdd" : "out of range");
    }
    put(millis, into);
  }

  /** Sets a number with so many places more. */
  private void scaled(long number, int places, Reading into) {
    long scaled = number * PowersOfTen.of(places);
    if (Math.multiplyHigh(number, PowersOfTen.of(places)) != scaled >> Long.SIZE - 1) {
      throw wrong("out of range");
    }
    put(scaled, into);
  }

  void decimal(long unscaled, int places, Reading into) {
    int less = places - scale;
    if (!type.isNumber() || less > PowersOfTen.MOST) {
      number(BigDecimal.valueOf(unscaled, places), into);
    } else if (less <= 0) {
      scaled(unscaled, -less, into);
    } else if (unscaled % PowersOfTen.of(less) == 0) {
      put(unscaled / PowersOfTen.of(less), into);
    } else {
      number(BigDecimal.valueOf(unscaled, places), into);
    }
  }

  void real(double value, Reading into) {
    if (!Double.isFinite(value)) {
      endless(value, into);
      return;
    }
    if (type.isNumber()) {
      double places = Math.rint(value * PowersOfTen.of(scale));
      // two decimals of 15 digits are never the same double: it is the shortest
      if (Math.abs(places) < 1e15 && places / PowersOfTen.of(scale) == value) {
        put((long) places, into);
        return;
      }
    }
    number(shortest(value, 15, 17, BigDecimal::doubleValue), into);
  }

  void real(float value, Reading into) {
    if (!Float.isFinite(value)) {
      endless(value, into);
      return;
    }
    number(shortest(value, 6, 9, BigDecimal::floatValue), into);
  }

  /** NaN or an infinite number is what its text is: a definition may read it as no value. */
  private void endless(double value, Reading into) {
    if (lenient == null) {
      throw wrong("expected " + expected() + ", found NaN or an infinite number");
    }
    byte[] text = Double.toString(value).getBytes(StandardCharsets.US_ASCII);
    require(lenient.text(text, 0, text.length, into));
  }

  private interface Nearest {
    double of(BigDecimal decimal);
  }

  /** The decimal with the fewest digits that is read as this number. */
  private static BigDecimal shortest(double value, int fewest, int most, Nearest nearest) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = fewest; digits < most; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (nearest.of(rounded) == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(most, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  /** Sets any number, as the same number in JSON. */
  void number(BigDecimal number, Reading into) {
    if (lenient != null) {
      byte[] text = text(number);
      require(lenient.number(text, 0, text.length, into));
      return;
    }
    switch (type) {
      case INT -> put(fixed(number, "expected a whole number"), into);
      case DECIMAL ->
          put(fixed(number, "more than " + scale + " decimal places" + NumberHint.ROUNDED), into);
      case TIMESTAMP -> time(fixed(number, "expected " + expected()), into);
      default -> throw wrong("expected " + expected() + ", found a number");
    }
  }

  private static byte[] text(BigDecimal number) {
    boolean isShort =
        Math.abs((long) number.precision() - number.scale()) + number.precision() < PLAIN_DIGITS;
    return (isShort ? number.toPlainString() : number.toString())
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The count of the last place. */
  private long fixed(BigDecimal number, String fraction) {
    if (number.signum() == 0) {
      return 0;
    }
    if ((long) number.precision() - number.scale() > Long.SIZE) {
      throw wrong("out of range");
    }
    if (number.scale() > scale && number.stripTrailingZeros().scale() > scale) {
      throw wrong(fraction);
    }
    try {
      return number.setScale(scale).unscaledValue().longValueExact();
    } catch (ArithmeticException e) {
      throw wrong("out of range");
    }
  }

  /** Sets a text in UTF-8; the reading may refer to it. */
  void text(byte[] utf8, int from, int to, Reading into) {
    if (lenient != null) {
      require(lenient.text(utf8, from, to, into));
    } else if (type == FieldType.STRING) {
      into.text(place, utf8, from, to);
    } else if (format == TimeFormat.ISO) {
      iso(utf8, from, to, into);
    } else {
      byte[] digits = Arrays.copyOfRange(utf8, from, to);
      if (!WholeNumber.is(digits)) {
        throw wrong("expected " + expected() + NumberHint.of(utf8, from, to, field));
      }
      if (digits.length > WholeNumber.LONGEST) {
        throw wrong("out of range");
      }
      number(new BigDecimal(new String(digits, StandardCharsets.US_ASCII)), into);
    }
  }

  private void iso(byte[] utf8, int from, int to, Reading into) {
    if (!IsoTime.isStrict(utf8, from, to) || iso.parse(utf8, from, to) != null) {
      throw wrong(
          "expected a time in ISO 8601 with its zone; lenient: true reads other forms of it, format:"
              + " another pattern");
    }
    instant(iso.second() * 1000 + iso.nanos() / NANOS_PER_MILLI, 0, into);
  }

  void truth(boolean value, Reading into) {
    if (lenient == null) {
      throw wrong("expected " + expected() + ", found true or false");
    }
    require(lenient.truth(value, into));
  }

  /** Sets the event time: epoch milliseconds, and the nanoseconds within. */
  void instant(long millis, int nanos, Reading into) {
    if (millis < TimeFormat.EARLIEST || millis > TimeFormat.LATEST) {
      throw wrong("out of range");
    }
    into.number(place, millis);
    if (fine) {
      into.nanos(nanos);
    }
  }
}
