package io.tidemark.model.definition;

import java.io.Serializable;
import java.util.List;

/**
 * How the value of a field is written in a raw record.
 *
 * @param locations where it stands: one; two for an event time whose day and time of day are two
 *     texts; none for {@link TimeFormat#RECORD}
 * @param time how the event time is written; null for every other field
 * @param optional whether a record may have no value: the member is missing, is {@code null}, or is
 *     one of {@code noValue}
 * @param noValue the texts and numbers that mean that there is no value
 * @param quoted whether a whole number may also be a JSON string
 * @param lenient whether values are read as people write them, see {@code streams/README.md}
 * @param rounded whether a decimal with more places than the scale is rounded half up
 * @param decimalComma whether the decimal mark in texts is a comma
 */
public record ValueForm(
    List<Location> locations,
    TimeForm time,
    boolean optional,
    List<String> noValue,
    boolean quoted,
    boolean lenient,
    boolean rounded,
    boolean decimalComma)
    implements Serializable {
  public ValueForm {
    locations = List.copyOf(locations);
    noValue = List.copyOf(noValue);
  }

  /** A required value under the field's own name, written as JSON has it. */
  public static ValueForm plain(String name, TimeFormat format, boolean quoted) {
    return new ValueForm(
        List.of(Location.member(name)),
        format == null ? null : TimeForm.of(format),
        false,
        List.of(),
        quoted,
        false,
        false,
        false);
  }

  /** Whether it is as {@link #plain} makes it, so that stock Druid reads it in the same way. */
  boolean isPlain(String name) {
    return isPlainValue() && locations.get(0).isMember(name);
  }

  /** Whether it is written as JSON has it, wherever it stands. */
  boolean isPlainValue() {
    return locations.size() == 1
        && !optional
        && !lenient
        && !rounded
        && (time == null || time.isPlain());
  }

  /** Whether event times may have places beyond the millisecond, which a plain one has not. */
  boolean isFineTime() {
    return time != null
        && time.format() != TimeFormat.RECORD
        && time.format() != TimeFormat.YYYYMMDD
        && (lenient || !time.isPlain());
  }

  /** What differs from a plain value, for the text that a checkpoint is matched by. */
  String shape(String name) {
    if (isPlain(name)) {
      return "";
    }
    StringBuilder shape = new StringBuilder();
    locations.forEach(location -> shape.append(" from ").append(location.path()));
    shape.append(time == null || time.zone() == null ? "" : " zone " + time.zone());
    shape.append(time == null || time.pattern() == null ? "" : " pattern " + time.pattern());
    shape.append(optional ? " optional" : "");
    shape.append(noValue.isEmpty() ? "" : " no value " + noValue);
    shape.append(lenient ? " lenient" : "");
    shape.append(rounded ? " rounded" : "");
    shape.append(decimalComma ? " decimal comma" : "");
    return shape.toString();
  }
}
