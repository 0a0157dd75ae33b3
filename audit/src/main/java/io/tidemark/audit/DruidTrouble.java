package io.tidemark.audit;

import io.tidemark.cli.UserError;

/** Druid cannot be reached or fails, which may pass: who waits may ask again. */
final class DruidTrouble extends UserError {
  private static final long serialVersionUID = 1L;

  DruidTrouble(String message, Throwable cause) {
    super(message, cause);
  }
}
