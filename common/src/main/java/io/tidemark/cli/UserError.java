package io.tidemark.cli;

/**
 * A failure that the user can act on. Its message is one line with what was expected, what was
 * found, and what to do next. It is printed without a stack trace, and the process ends with {@link
 * #exitCode()}.
 */
public class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }

  /** The exit code of the process: 1, failure. */
  public int exitCode() {
    return 1;
  }
}
