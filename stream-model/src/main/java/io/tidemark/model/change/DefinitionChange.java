package io.tidemark.model.change;

/**
 * One difference between two definitions of a stream.
 *
 * @param what the changed part in words, such as {@code the measure max_humidity: max(humidity)}
 * @param instead what to do instead; null unless the part is {@link Part#FIXED}
 */
public record DefinitionChange(Sign sign, Part part, String what, String instead) {

  /** Whether something is new, gone or other than before. */
  public enum Sign {
    ADDED('+'),
    REMOVED('-'),
    CHANGED('~');

    private final char mark;

    Sign(char mark) {
      this.mark = mark;
    }

    /** The first character of its line in a plan. */
    public char mark() {
      return mark;
    }
  }

  /** What a difference is about. */
  public enum Part {
    /** What is shown or simulated: units, simulations, the dashboard. No record depends on it. */
    SHOWN,
    /** A field of the raw records. */
    FIELD,
    /** A field that is computed from those of a record. */
    DERIVED,
    /** The condition that a reading must fulfil. */
    WHERE,
    WATERMARK,
    MEASURE,
    /** A kind of windows more, with a topic of its own. */
    WINDOWS,
    /** The length or slide of the windows of a topic. */
    LENGTH,
    /** The order of fields or columns. */
    ORDER,
    /** What may not change while data stays. */
    FIXED
  }

  static DefinitionChange fixed(Sign sign, String what, String instead) {
    return new DefinitionChange(sign, Part.FIXED, what, instead);
  }

  /** Whether records of a topic, rows of Druid or the state of the job depend on it. */
  public boolean matters() {
    return part != Part.SHOWN;
  }

  /** Whether it may be done while data stays. */
  public boolean isAllowed() {
    return part != Part.FIXED;
  }
}
