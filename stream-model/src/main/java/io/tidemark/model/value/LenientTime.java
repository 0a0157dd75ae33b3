package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.TimeForm;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.definition.TimePattern;
import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Reads event times that are not plain, with their places beyond the millisecond. */
public final class LenientTime extends LenientValue {
  private static final int NANOS = 1_000_000;
  private static final BigInteger NANOS_PER_MILLI = BigInteger.valueOf(NANOS);
  private static final long MAX_SECOND = TimeFormat.LATEST / 1000;
  private static final long MIN_SECOND = TimeFormat.EARLIEST / 1000;

  /** Plausible event times, for hints: the years 2000 to 2099. */
  private static final long PLAUSIBLE_FROM = 946_684_800_000L;

  private static final long PLAUSIBLE_TO = 4_102_444_800_000L;

  private final TimeForm form;
  private final TimeFormat format;
  private final boolean lenient;
  private final boolean quoted;

  /** Parses a number to nanoseconds; null for formats that are no count since 1970. */
  private final DecimalParser count;

  /** Parses the number of a day. */
  private final DecimalParser days = new DecimalParser(0, RoundingMode.UNNECESSARY, '.');

  private final IsoTime iso;
  private final TimePattern pattern;

  public LenientTime(Field field, int place) {
    super(field, place);
    form = field.raw().time();
    format = form.format();
    lenient = field.raw().lenient();
    quoted = field.quoted();
    long unit = format.unitNanos();
    count =
        unit == 0
            ? null
            : new DecimalParser(Long.toString(unit).length() - 1, RoundingMode.FLOOR, '.');
    iso = new IsoTime(form.zone() == null ? null : new LocalZone(form.zone()));
    pattern = format == TimeFormat.PATTERN ? new TimePattern(form.pattern(), form.zone()) : null;
  }

  @Override
  String trimmed(byte[] utf8, int from, int to, int first, int last, Reading into) {
    return switch (format) {
      case ISO -> iso(utf8, from, to, into);
      case PATTERN -> pattern(utf8, from, to, into);
      case RECORD -> throw new IllegalStateException("the record has no such member");
      case SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS, YYYYMMDD ->
          lenient
              ? number(utf8, from, to, into, true)
              : quoted && WholeNumber.is(utf8, first, last)
                  ? number(utf8, first, last, into, true)
                  : wrong(
                      "expected "
                          + expected()
                          + ", found a text; lenient: true reads numbers in quotes");
    };
  }

  @Override
  String bare(byte[] utf8, int from, int to, Reading into) {
    return switch (format) {
      case ISO -> wrong(IsoTime.NO_TIME + ", found a number");
      case PATTERN -> pattern(utf8, from, to, into);
      case RECORD -> throw new IllegalStateException("the record has no such member");
      case SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS, YYYYMMDD ->
          number(utf8, from, to, into, false);
    };
  }

  /** Sets the timestamp of a Kafka record, epoch milliseconds. */
  public String record(long timestamp, Reading into) {
    return timestamp <= 0
        ? wrong("expected a Kafka record with a timestamp")
        : set(timestamp, 0, into);
  }

  private String iso(byte[] utf8, int from, int to, Reading into) {
    String problem = iso.parse(utf8, from, to);
    if (problem != null) {
      return wrong(problem);
    }
    int nanos = iso.nanos();
    return iso.second() < MIN_SECOND || iso.second() > MAX_SECOND
        ? wrong("out of range")
        : set(iso.second() * 1000 + nanos / NANOS, nanos % NANOS, into);
  }

  private String pattern(byte[] utf8, int from, int to, Reading into) {
    try {
      Instant time = pattern.parse(new String(utf8, from, to - from, StandardCharsets.UTF_8));
      return time.getEpochSecond() < MIN_SECOND || time.getEpochSecond() > MAX_SECOND
          ? wrong("out of range")
          : set(time.toEpochMilli(), time.getNano() % NANOS, into);
    } catch (DateTimeException e) {
      return wrong("expected " + expected());
    }
  }

  private String number(byte[] utf8, int from, int to, Reading into, boolean text) {
    if (!lenient && !WholeNumber.is(utf8, from, to)) {
      return wrong("expected " + expected() + "; lenient: true reads fractions and exponents");
    }
    if (count == null) {
      return day(utf8, from, to, into);
    }
    return switch (count.parse(utf8, from, to)) {
      case NUMBER ->
          set(
              Math.floorDiv(count.value(), NANOS),
              (int) Math.floorMod(count.value(), (long) NANOS),
              into);
      case OUT_OF_RANGE -> large(utf8, from, to, into);
      case NO_NUMBER, TOO_MANY_PLACES ->
          wrong("expected " + expected() + (text ? ", found a text" : ""));
    };
  }

  /** A number whose nanoseconds are beyond 64 bits: before 1677, after 2262, or out of range. */
  private String large(byte[] utf8, int from, int to, Reading into) {
    if (to - from > DecimalParser.LONGEST) {
      return wrong("out of range");
    }
    BigDecimal number;
    try {
      number = new BigDecimal(new String(utf8, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return wrong("out of range");
    }
    if ((long) number.precision() - number.scale() > WholeNumber.LONGEST) {
      return wrong("out of range");
    }
    BigInteger nanos =
        number
            .multiply(BigDecimal.valueOf(format.unitNanos()))
            .setScale(0, RoundingMode.FLOOR)
            .unscaledValue();
    BigInteger millis = nanos.subtract(nanos.mod(NANOS_PER_MILLI)).divide(NANOS_PER_MILLI);
    if (millis.bitLength() >= Long.SIZE
        || millis.longValue() < TimeFormat.EARLIEST
        || millis.longValue() > TimeFormat.LATEST) {
      return wrong("out of range" + hint(number));
    }
    return set(millis.longValue(), nanos.mod(NANOS_PER_MILLI).intValue(), into);
  }

  private String hint(BigDecimal number) {
    return hint(format, number.abs().toBigInteger());
  }

  /** The format in which a number that is out of range would be plausible; empty when none is. */
  public static String hint(TimeFormat format, BigInteger number) {
    for (TimeFormat other :
        new TimeFormat[] {
          TimeFormat.SECONDS,
          TimeFormat.MILLISECONDS,
          TimeFormat.MICROSECONDS,
          TimeFormat.NANOSECONDS
        }) {
      BigInteger millis =
          number.multiply(BigInteger.valueOf(other.unitNanos())).divide(NANOS_PER_MILLI);
      if (other != format
          && millis.bitLength() < Long.SIZE
          && millis.longValue() >= PLAUSIBLE_FROM
          && millis.longValue() < PLAUSIBLE_TO) {
        return " as " + format.keyword() + "; format: " + other.keyword() + " would fit";
      }
    }
    return "";
  }

  private String day(byte[] utf8, int from, int to, Reading into) {
    long millis =
        days.parse(utf8, from, to) == DecimalParser.Outcome.NUMBER
            ? format.ofNumber(days.value())
            : TimeFormat.NONE;
    if (millis != TimeFormat.NONE && form.zone() != null) {
      LocalDate day = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).toLocalDate();
      millis = day.atStartOfDay(form.zone()).toInstant().toEpochMilli();
    }
    return set(millis, 0, into);
  }

  private String set(long millis, int nanos, Reading into) {
    if (millis == TimeFormat.NONE) {
      return wrong("expected " + expected());
    }
    if (millis < TimeFormat.EARLIEST || millis > TimeFormat.LATEST) {
      return wrong("out of range");
    }
    into.number(place, millis);
    into.nanos(nanos);
    return null;
  }

  @Override
  public String expected() {
    return switch (format) {
      case ISO -> "a time in ISO 8601 with its zone; lenient: true reads other forms of it";
      case PATTERN -> "a time in the pattern " + form.pattern();
      case YYYYMMDD -> "a day as yyyymmdd";
      case RECORD -> "the timestamp of the record";
      case SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS ->
          "a number of " + format.keyword() + " since 1970";
    };
  }
}
