package io.tidemark.druid;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Read-only access to Druid. Each method sends one request; it throws {@link RetryableException}
 * when there is no response within the timeout, the response is truncated, or a service of Druid is
 * unavailable. SQL queries use no cache and the time zone UTC.
 */
public sealed interface DruidReader permits DruidClient {
  /** The router's address, without a trailing slash. */
  URI address();

  /**
   * A reader with another timeout for one response; the default is 30 seconds.
   *
   * @param limit from the request to the end of the response, or to its start where the response is
   *     streamed
   */
  DruidReader withAnswerWithin(Duration limit);

  /**
   * Gets a resource. An HTTP error is also returned as an answer.
   *
   * @param path begins with a slash
   */
  DruidAnswer get(String path);

  /**
   * The rows of a query, an array with one array of values per row.
   *
   * @return empty when the datasource does not exist: Druid creates it with its first row
   * @throws UserError when Druid rejects the query
   */
  Optional<JsonNode> rows(String sql);

  /**
   * The rows of a query whose columns are all whole numbers; null is 0. The response is streamed.
   *
   * @return empty when the datasource does not exist: Druid creates it with its first row
   * @throws UserError when Druid rejects the query
   */
  Optional<List<long[]>> numbers(String sql);

  /**
   * Streams the rows of a query; none when the datasource does not exist.
   *
   * @param to receives each row as the text of a JSON array, also the rows of a response that is
   *     truncated later
   * @throws UserError when Druid rejects the query
   */
  void lines(String sql, Consumer<String> to);

  /**
   * Streams the answer to a query: first the names of its columns, then its rows, each an array.
   * Numbers keep the places that Druid writes.
   *
   * @param reader reads as far as it likes; the rest of the answer is given up
   * @return false when the datasource does not exist; the reader is not called then
   * @throws UserError when Druid rejects the query
   */
  boolean table(String sql, Consumer<Iterator<JsonNode>> reader);
}
