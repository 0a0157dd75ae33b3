package io.tidemark.cli;

/**
 * A failure that the person at the terminal can act on. Its message is one line that says what was
 * expected, what came, and what to do next; it is printed without a stack trace, and the process
 * ends with {@link #exitCode()}.
 */
public class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }

  /** The exit code of the process: 1, the work failed. */
  public int exitCode() {
    return 1;
  }
}
