package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidReader;
import io.tidemark.retry.RetryableException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Reads the state of Druid's services through the router, with a short timeout. */
final class DruidProbe {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final DruidReader druid;

  DruidProbe(DruidReader druid) {
    this.druid = druid.withAnswerWithin(LIMIT);
  }

  /** For parts that ask by themselves, with the same timeout. */
  DruidReader reader() {
    return druid;
  }

  /** The router's address, without a slash at its end. */
  URI address() {
    return druid.address();
  }

  /**
   * @param path begins with a slash
   * @throws UserError when there is no response
   */
  DruidAnswer get(String path) {
    try {
      return druid.get(path);
    } catch (RetryableException e) {
      String reason = e.getCause().getMessage();
      throw new UserError(
          "nothing answers at "
              + address()
              + path
              + " ("
              + (reason == null ? "connection refused" : reason)
              + "); name Druid's router with --druid, or start one with './tidemark up'",
          e);
    }
  }

  /**
   * The JSON of a response; empty for 404.
   *
   * @throws io.tidemark.druid.DruidForbidden when the login lacks a right
   * @throws UserError when there is no response, for a status other than 200 or 404, or when the
   *     body is not JSON
   */
  Optional<JsonNode> find(String path) {
    DruidAnswer answer = get(path);
    answer.requireAllowed();
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw new UserError(
          "GET "
              + path
              + " gives HTTP "
              + answer.status()
              + "; look at the log of Druid's coordinator, './tidemark status' shows where that of"
              + " the local stack is");
    }
    return Optional.of(answer.json());
  }
}
