package io.tidemark.cli;

/** An argument of the command, such as an option's value or a file, is invalid. Exit code 2. */
public class UsageError extends UserError {
  private static final long serialVersionUID = 1L;

  public UsageError(String message) {
    super(message);
  }

  public UsageError(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
