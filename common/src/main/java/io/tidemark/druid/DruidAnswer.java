package io.tidemark.druid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP response of Druid, or of another server at its address.
 *
 * @param request method and path
 * @param status the HTTP status
 * @param text the body
 * @param json the body, or a missing node when it is not JSON
 * @param date the server's clock, in whole seconds; empty when it sends none
 * @param refusal for HTTP 401 and 403, what the login lacks, in one line; otherwise null
 */
public record DruidAnswer(
    String request,
    int status,
    String text,
    JsonNode json,
    Optional<Instant> date,
    String refusal) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TITLE =
      Pattern.compile("<title>([^<]*)</title>", Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_DATASOURCE = Pattern.compile("Object '[^']*' not found");
  private static final int FORBIDDEN = 403;
  private static final int LONGEST_MESSAGE = 500;

  static DruidAnswer of(
      String request, int status, String text, HttpHeaders headers, String refusal) {
    return new DruidAnswer(
        request,
        status,
        text,
        json(text),
        headers.firstValue("Date").flatMap(DruidAnswer::instant),
        refusal);
  }

  /**
   * The body of a successful response.
   *
   * @throws RetryableException for HTTP 5xx, 408 and 429: a service of Druid is unavailable
   * @throws DruidForbidden for HTTP 403, and another {@link UserError} for 401
   * @throws DruidError for any other error
   */
  public JsonNode body() {
    requireDone();
    return json;
  }

  /** Whether the login lacks a right. */
  public boolean isForbidden() {
    return status == FORBIDDEN;
  }

  /**
   * Requires that Druid accepts the login and that it suffices.
   *
   * @throws DruidForbidden for HTTP 403, and another {@link UserError} for 401
   */
  public void requireAllowed() {
    if (refusal != null) {
      throw isForbidden() ? new DruidForbidden(refusal) : new UserError(refusal);
    }
  }

  void requireDone() {
    if (status >= 200 && status < 300) {
      return;
    }
    requireAllowed();
    DruidError error = new DruidError(this);
    if (status >= 500 || status == 429 || status == 408) {
      throw new RetryableException(error.getMessage(), error);
    }
    throw error;
  }

  /** Druid's own message in one line, at most 500 characters; empty when there is none. */
  public String message() {
    for (String name : new String[] {"errorMessage", "error", "message"}) {
      if (json.path(name).isTextual()) {
        return line(json.get(name).textValue());
      }
    }
    Matcher title = TITLE.matcher(text);
    if (title.find()) {
      return line(title.group(1));
    }
    // an HTML page or an object without a message field has no one-line message
    return text.stripLeading().startsWith("<") || json.isContainerNode() ? "" : line(text);
  }

  /** The status, and the message if there is one: {@code HTTP 503: no server}. */
  public String reason() {
    String message = message();
    return "HTTP " + status + (message.isEmpty() ? "" : ": " + message);
  }

  /** Whether it is the response to a query of a datasource that does not exist. */
  public boolean lacksDatasource() {
    return status == 400 && NO_DATASOURCE.matcher(message()).lookingAt();
  }

  private static String line(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
