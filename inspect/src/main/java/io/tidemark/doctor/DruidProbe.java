package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidReader;
import io.tidemark.retry.RetryableException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Reads what Druid's router says of itself and of the other services, with a short limit. */
final class DruidProbe {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final DruidReader druid;

  DruidProbe(DruidReader druid) {
    this.druid = druid.withAnswerWithin(LIMIT);
  }

  /** The router's address, without a slash at its end. */
  URI address() {
    return druid.address();
  }

  /**
   * @param path begins with a slash
   * @throws UserError when nobody answers
   */
  DruidAnswer get(String path) {
    try {
      return druid.get(path);
    } catch (RetryableException e) {
      String reason = e.getCause().getMessage();
      throw new UserError(
          "nobody answers at "
              + address()
              + path
              + " ("
              + (reason == null ? "connection refused" : reason)
              + "); name Druid's router with --druid, or start one with './tidemark up'",
          e);
    }
  }

  /**
   * The JSON of an answer that is one; empty when there is no such thing.
   *
   * @throws UserError when nobody answers, or with anything else than 200 or 404
   */
  Optional<JsonNode> find(String path) {
    DruidAnswer answer = get(path);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw new UserError(
          "GET "
              + path
              + " gives HTTP "
              + answer.status()
              + "; look at the log of Druid's coordinator, './tidemark status' tells where that of"
              + " the local stack is");
    }
    return Optional.of(answer.json());
  }
}
