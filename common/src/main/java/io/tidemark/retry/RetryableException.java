package io.tidemark.retry;

/** What was asked for is not there yet, but may come by itself; the message says how it stands. */
public final class RetryableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message) {
    super(message);
  }

  public RetryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
