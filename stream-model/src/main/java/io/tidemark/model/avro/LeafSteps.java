package io.tidemark.model.avro;

import io.tidemark.model.expression.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** The steps that read the value of a field, one for each type that a writer may have. */
final class LeafSteps {
  private static final long MILLIS = 1_000_000;

  /** In bytes, which is some 2,400 digits. */
  private static final int LONGEST_DECIMAL = 1_000;

  private LeafSteps() {}

  /** The step for a type that the target takes; a union is not one. */
  static DecodingStep of(AvroType writer, FieldTarget target) {
    return switch (writer.kind) {
      case NULL ->
          (in, into) ->
              target.none(
                  "expected "
                      + target.expected()
                      + ", found null; optional: true reads it as no value",
                  into);
      case BOOLEAN -> (in, into) -> target.truth(in.readBoolean(), into);
      case INT ->
          "date".equals(writer.logical) && target.field.format() != null
              ? (in, into) -> target.whole(date(in.readInt()), into)
              : (in, into) -> target.whole(in.readInt(), into);
      case LONG -> number(writer, target);
      case FLOAT -> (in, into) -> target.real(in.readFloat(), into);
      case DOUBLE -> (in, into) -> target.real(in.readDouble(), into);
      case STRING ->
          (in, into) -> {
            int length = in.readLength();
            int from = in.readFixed(length);
            in.requireUtf8(from, from + length, target.field.name());
            target.text(in.bytes(), from, from + length, into);
          };
      case ENUM -> symbols(writer, target);
      case BYTES -> (in, into) -> decimal(in, in.readLength(), writer.scale, target, into);
      case FIXED -> (in, into) -> decimal(in, writer.size, writer.scale, target, into);
      default -> throw new IllegalArgumentException(writer.toString());
    };
  }

  private static DecodingStep number(AvroType writer, FieldTarget target) {
    boolean instant =
        target.field.format() != null
            && writer.logical != null
            && writer.logical.startsWith("timestamp-");
    if (!instant) {
      return (in, into) -> target.whole(in.readLong(), into);
    }
    long units =
        switch (writer.logical) {
          case "timestamp-millis" -> 1;
          case "timestamp-micros" -> 1_000;
          default -> MILLIS;
        };
    if (units == 1) {
      return (in, into) -> target.instant(in.readLong(), 0, into);
    }
    int nanos = (int) (MILLIS / units);
    return (in, into) -> {
      long count = in.readLong();
      target.instant(Math.floorDiv(count, units), (int) Math.floorMod(count, units) * nanos, into);
    };
  }

  private static DecodingStep symbols(AvroType writer, FieldTarget target) {
    byte[][] texts =
        writer.symbols.stream()
            .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return (in, into) -> {
      byte[] text = texts[in.readIndex(texts.length, "symbols")];
      target.text(text, 0, text.length, into);
    };
  }

  /** A day since 1970 as yyyymmdd. */
  private static long date(int day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    return date.getYear() * 10_000L + date.getMonthValue() * 100L + date.getDayOfMonth();
  }

  private static void decimal(
      AvroInput in, int length, int scale, FieldTarget target, Reading into) {
    int from = in.readFixed(length);
    byte[] bytes = in.bytes();
    if (length == 0) {
      throw new MalformedFrame(target.field.name() + ": expected a decimal, found no bytes");
    }
    if (length > Long.BYTES) {
      large(Arrays.copyOfRange(bytes, from, from + length), scale, target, into);
      return;
    }
    long unscaled = bytes[from];
    for (int i = from + 1; i < from + length; i++) {
      unscaled = unscaled << 8 | bytes[i] & 0xFF;
    }
    target.decimal(unscaled, scale, into);
  }

  private static void large(byte[] bytes, int scale, FieldTarget target, Reading into) {
    if (bytes.length > LONGEST_DECIMAL) {
      // the time to make digits of it grows with the square of its length
      throw new MalformedFrame(target.field.name() + ": out of range");
    }
    BigInteger unscaled = new BigInteger(bytes);
    if (unscaled.bitLength() < Long.SIZE) {
      target.decimal(unscaled.longValue(), scale, into);
    } else {
      target.number(new BigDecimal(unscaled, scale), into);
    }
  }
}
