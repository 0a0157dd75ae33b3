package io.tidemark.doctor;

/** A check is skipped because a precondition is missing; the message names it. */
final class SkippedCheck extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String advice;

  SkippedCheck(String missing, String advice) {
    super(missing);
    this.advice = advice;
  }

  /** Skipped until another check, which has the details, is fine. */
  static SkippedCheck because(String missing, String check) {
    return new SkippedCheck(missing, "repair '" + check + "' first");
  }

  String advice() {
    return advice;
  }
}
