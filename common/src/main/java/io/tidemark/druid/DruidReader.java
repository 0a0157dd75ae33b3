package io.tidemark.druid;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads from Druid and changes nothing there. Each method sends one request; it throws {@link
 * RetryableException} when Druid does not answer, answers too late, breaks an answer off, or a part
 * of it does not serve. SQL is answered without any cache, in UTC.
 */
public sealed interface DruidReader permits DruidClient {
  /** The router's address, without a slash at its end. */
  URI address();

  /**
   * A reader with another limit for one answer; the default is 30 seconds.
   *
   * @param limit from the request to the end of the answer, or to its beginning where the answer is
   *     read while it comes
   */
  DruidReader withAnswerWithin(Duration limit);

  /**
   * Gets a resource. An error of Druid is an answer, too.
   *
   * @param path begins with a slash
   */
  DruidAnswer get(String path);

  /**
   * The rows that answer a query, an array of an array of values for each.
   *
   * @return empty when the datasource does not exist: it appears with its first row
   * @throws UserError when Druid does not accept the query
   */
  Optional<JsonNode> rows(String sql);

  /**
   * The rows that answer a query, all of whole numbers; null is 0. They are read while they come.
   *
   * @return empty when the datasource does not exist: it appears with its first row
   * @throws UserError when Druid does not accept the query
   */
  Optional<List<long[]>> numbers(String sql);

  /**
   * The rows that answer a query, read while they come; none when the datasource does not exist.
   *
   * @param to gets each row as the text of a JSON array; those of an answer that breaks off, too
   * @throws UserError when Druid does not accept the query
   */
  void lines(String sql, Consumer<String> to);
}
