package io.tidemark.model.value;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;

/**
 * Reads the values of one field that a definition describes as more than plain: optional, lenient,
 * rounded, true or false, or an event time of another form. The scanner and the parser of records
 * both use it, so their verdicts are equal. Not thread-safe.
 */
public abstract class LenientValue {
  /** The index of the field in the reading. */
  public final int place;

  private final String name;
  private final boolean optional;
  private final NoValue noValue;

  LenientValue(Field field, int place) {
    this.place = place;
    name = field.name();
    optional = field.raw().optional();
    noValue = new NoValue(field);
  }

  /** By field: the reader of its values; null where they are plain. */
  public static LenientValue[] ofFields(StreamDefinition.Raw raw) {
    LenientValue[] lenient = new LenientValue[raw.fields().size()];
    for (int i = 0; i < lenient.length; i++) {
      Field field = raw.fields().get(i);
      lenient[i] = field.hasPlainValue() ? null : of(field, i);
    }
    return lenient;
  }

  /** The reader of a field, which is not plain. */
  private static LenientValue of(Field field, int place) {
    return switch (field.type()) {
      case INT, DECIMAL -> new LenientNumber(field, place);
      case STRING -> new LenientText(field, place);
      case BOOLEAN -> new LenientBoolean(field, place);
      case TIMESTAMP -> new LenientTime(field, place);
    };
  }

  /**
   * Reads the content of a JSON string.
   *
   * @param utf8 the string, without escapes; the reading may refer to it
   * @return null, or why it is no value of the field
   */
  public final String text(byte[] utf8, int from, int to, Reading into) {
    int first = Blanks.after(utf8, from, to);
    int last = Blanks.before(utf8, first, to);
    if (optional && noValue.matches(utf8, first, last)) {
      into.setNull(place, true);
      return null;
    }
    into.setNull(place, false);
    return trimmed(utf8, first, last, from, to, into);
  }

  /**
   * Reads the content of a string that means a value.
   *
   * @param from the start of the string without the blanks around it
   * @param first the start of the string
   */
  abstract String trimmed(byte[] utf8, int from, int to, int first, int last, Reading into);

  /** Reads a JSON number; see {@link #text}. */
  public final String number(byte[] utf8, int from, int to, Reading into) {
    if (optional && noValue.matches(utf8, from, to)) {
      into.setNull(place, true);
      return null;
    }
    into.setNull(place, false);
    return bare(utf8, from, to, into);
  }

  /** Reads a JSON number that means a value. */
  abstract String bare(byte[] utf8, int from, int to, Reading into);

  /**
   * Takes a number that is exact at the scale of the field: epoch milliseconds, a whole number, or
   * the count of the last place.
   */
  public final void exact(long number, Reading into) {
    into.setNull(place, false);
    set(number, false, into);
  }

  /** Reads {@code true} or {@code false}; see {@link #text}. */
  public String truth(boolean value, Reading into) {
    return wrong("expected " + expected() + ", found true or false");
  }

  /** Reads {@code null} or a missing member; see {@link #text}. */
  public final String none(String what, Reading into) {
    if (!optional) {
      return wrong(what);
    }
    into.setNull(place, true);
    return null;
  }

  /**
   * Sets a number, or no value if the definition says that the number means none.
   *
   * @param rounded whether the record has another number, which was rounded to this one
   */
  final void set(long number, boolean rounded, Reading into) {
    into.number(place, number);
    if (optional && !rounded && noValue.matches(number)) {
      into.setNull(place, true);
    }
  }

  /** What the field expects, for messages. */
  public abstract String expected();

  public final String wrong(String what) {
    return name + ": " + what;
  }
}
