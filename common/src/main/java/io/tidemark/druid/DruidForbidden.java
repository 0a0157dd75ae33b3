package io.tidemark.druid;

import io.tidemark.cli.UserError;

/** Druid knows who asks, who lacks a right: HTTP 403. The message names the right. */
public final class DruidForbidden extends UserError {
  private static final long serialVersionUID = 1L;

  DruidForbidden(String message) {
    super(message);
  }
}
