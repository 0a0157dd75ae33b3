package io.tidemark.cli;

/** The innermost reason of a failure, which mostly is what a person can do something about. */
public final class RootCause {
  private RootCause() {}

  /** The innermost cause itself; the failure when it has none. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The innermost cause in one line: what kind it is of, and what it says. */
  public static String line(Throwable failure) {
    Throwable cause = of(failure);
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause.getClass().getSimpleName() + ": " + message;
  }
}
