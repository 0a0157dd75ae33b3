package io.tidemark.cli;

/** The innermost cause of a failure, which is usually the one that a user can act on. */
public final class RootCause {
  private RootCause() {}

  /** The innermost cause; the failure itself when it has no cause. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The innermost cause in one line: its class and its message. */
  public static String line(Throwable failure) {
    Throwable cause = of(failure);
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause.getClass().getSimpleName() + ": " + message;
  }
}
