package io.tidemark.druid;

import io.tidemark.cli.UserError;

/**
 * An error response of Druid. Thrown for an error that another attempt would get again; for a
 * transient error, it is the cause of the {@link io.tidemark.retry.RetryableException}.
 */
public final class DruidError extends UserError {
  private static final long serialVersionUID = 1L;

  private final String reason;

  DruidError(DruidAnswer answer) {
    super(answer.request() + ": Druid answers " + answer.reason());
    reason = answer.reason();
  }

  /** The HTTP status, and Druid's message if it has one: {@code HTTP 400: Unknown column}. */
  public String reason() {
    return reason;
  }
}
