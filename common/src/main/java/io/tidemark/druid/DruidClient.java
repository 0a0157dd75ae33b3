package io.tidemark.druid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Speaks HTTP with Druid's router, which passes everything on to the service that it is for. */
public final class DruidClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Pattern TITLE = Pattern.compile("<title>([^<]*)</title>");
  private static final int LONGEST_MESSAGE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI address;

  /**
   * @param address without a slash at its end
   */
  public DruidClient(URI address) {
    this.address = address;
  }

  public URI address() {
    return address;
  }

  /**
   * What Druid answered.
   *
   * @param json the body, or a missing node when it is no JSON
   */
  public record Answer(String request, int status, JsonNode json, String text) {

    /**
     * The body of a request that was carried out.
     *
     * @throws RetryableException when Druid or a part of it does not serve now, but may soon
     * @throws UserError when asking again would bring the same answer
     */
    public JsonNode body() {
      if (status >= 200 && status < 300) {
        return json;
      }
      if (status >= 500 || status == 429 || status == 408) {
        throw new RetryableException("HTTP " + status + ", " + message());
      }
      throw new UserError(request + ": Druid answers HTTP " + status + ": " + message());
    }

    /** Druid's own words, in one line. */
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
      return text.isBlank() ? "no message" : line(text);
    }

    private static String line(String text) {
      String line = text.strip().replaceAll("\\s+", " ");
      return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
  }

  /**
   * @param path begins with a slash
   * @throws RetryableException when nobody answers
   */
  public Answer get(String path) {
    return send("GET " + path, request(path).GET());
  }

  /**
   * @param json the body, or an empty text
   * @throws RetryableException when nobody answers
   */
  public Answer post(String path, String json) {
    return send(
        "POST " + path,
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /**
   * Asks for an answer of many lines.
   *
   * @param json the body
   * @param to is given one line after the other
   * @throws RetryableException when nobody answers, or the answer breaks off
   * @throws UserError when asking again would bring the same answer
   */
  public void lines(String path, String json, Consumer<String> to) {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    exchange(
        () -> {
          HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
          try (Stream<String> lines = response.body()) {
            if (response.statusCode() == 200) {
              lines.forEach(to);
            } else {
              String text = lines.collect(Collectors.joining("\n"));
              new Answer("POST " + path, response.statusCode(), json(text), text).body();
            }
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
          return null;
        });
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER);
  }

  private Answer send(String what, HttpRequest.Builder request) {
    return exchange(
        () -> {
          HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
          return new Answer(what, response.statusCode(), json(response.body()), response.body());
        });
  }

  private interface Exchange<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T exchange(Exchange<T> exchange) {
    try {
      return exchange.run();
    } catch (SSLException e) {
      throw new UserError("--druid: no TLS with " + address + ": " + e.getMessage(), e);
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "connection refused" : e.getMessage();
      throw new RetryableException("no answer from " + address + ": " + reason, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while asking " + address, e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
