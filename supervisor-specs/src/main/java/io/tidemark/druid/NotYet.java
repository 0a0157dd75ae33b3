package io.tidemark.druid;

/** What was asked for is not there yet, but may come by itself; the message says how it stands. */
final class NotYet extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotYet(String message) {
    super(message);
  }

  NotYet(String message, Throwable cause) {
    super(message, cause);
  }
}
