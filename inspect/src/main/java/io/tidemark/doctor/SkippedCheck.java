package io.tidemark.doctor;

/** A check cannot be made because what it depends on is missing; the message says what. */
final class SkippedCheck extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String advice;

  SkippedCheck(String missing, String advice) {
    super(missing);
    this.advice = advice;
  }

  /** Another check has to be fine first, which tells more. */
  static SkippedCheck because(String missing, String check) {
    return new SkippedCheck(missing, "mend '" + check + "' first");
  }

  String advice() {
    return advice;
  }
}
