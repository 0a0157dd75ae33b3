package io.tidemark.retry;

import io.tidemark.cli.UserError;

/**
 * A failure that may pass by itself: a later attempt can succeed. {@link Deadline} tries again
 * after it. Where nothing tries again, it is a {@link UserError} like any other.
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
