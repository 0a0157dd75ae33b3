package io.tidemark.audit.druid;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidError;
import io.tidemark.druid.DruidReader;
import io.tidemark.retry.RetryableException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks Druid in SQL for rows of whole numbers, and again when it fails once. */
final class DruidSql {
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final int TRIES = 3;

  private final DruidReader druid;
  private final RetryPolicy<Optional<List<long[]>>> retry;

  /**
   * @param pause how long to wait before a question that failed is asked again
   */
  DruidSql(DruidReader druid, Duration pause) {
    this.druid = druid.withAnswerWithin(ANSWER);
    // while a service of Druid's goes away or comes back, a question can fail once
    retry =
        RetryPolicy.<Optional<List<long[]>>>builder()
            .handle(RetryableException.class)
            .withMaxAttempts(TRIES)
            .withDelay(pause)
            .build();
  }

  /**
   * Asks.
   *
   * @return the rows, or nothing when there is no such datasource
   * @throws RetryableException when Druid cannot be reached or fails, which may pass
   * @throws UserError when Druid does not accept the question
   */
  Optional<List<long[]>> ask(String datasource, String sql) {
    return Failsafe.with(retry).get(() -> askOnce(datasource, sql));
  }

  private Optional<List<long[]>> askOnce(String datasource, String sql) {
    try {
      return druid.numbers(sql);
    } catch (RetryableException e) {
      throw trouble(datasource, e);
    } catch (DruidError e) {
      throw new UserError(
          "Druid at "
              + druid.address()
              + " does not count "
              + datasource
              + " ("
              + e.reason()
              + "); --druid must name Druid's router, and the datasource must be the one that"
              + " './tidemark attach' makes",
          e);
    }
  }

  private RetryableException trouble(String datasource, RetryableException error) {
    Throwable cause = error.getCause();
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return new RetryableException(
          "Druid does not answer at "
              + druid.address()
              + "; name its router with --druid, or start one with './tidemark up'",
          error);
    }
    String what =
        cause instanceof DruidError refusal
            ? " fails to count " + datasource + " (" + refusal.reason() + ")"
            : " broke off the answer for " + datasource + ": " + cause.getMessage();
    return new RetryableException(
        "Druid at " + druid.address() + what + "; look at its services, then run the audit again",
        error);
  }
}
