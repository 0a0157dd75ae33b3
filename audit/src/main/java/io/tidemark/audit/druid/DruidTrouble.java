package io.tidemark.audit.druid;

import io.tidemark.cli.UserError;

/** Druid cannot be reached or fails, which may pass: who waits may ask again. */
public final class DruidTrouble extends UserError {
  private static final long serialVersionUID = 1L;

  public DruidTrouble(String message, Throwable cause) {
    super(message, cause);
  }
}
