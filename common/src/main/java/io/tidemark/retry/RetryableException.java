package io.tidemark.retry;

import io.tidemark.cli.UserError;

/**
 * A transient failure: a later attempt can succeed. {@link Deadline} retries after it. Without a
 * retry, it is a {@link UserError} like any other.
 */
public final class RetryableException extends UserError {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message) {
    super(message);
  }

  public RetryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
