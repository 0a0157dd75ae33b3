package io.tidemark.druid;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.http.TlsFailure;
import io.tidemark.retry.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The client of Druid's HTTP API. It connects to the router, which forwards each request to the
 * responsible service. Thread-safe.
 */
public final class DruidClient implements DruidReader {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private final DruidEndpoint endpoint;
  private final HttpClient http;
  private final Duration limit;

  public DruidClient(DruidEndpoint endpoint) {
    this(endpoint, endpoint.connect(), ANSWER);
  }

  private DruidClient(DruidEndpoint endpoint, HttpClient http, Duration limit) {
    this.endpoint = endpoint;
    this.http = http;
    this.limit = limit;
  }

  @Override
  public URI address() {
    return endpoint.address();
  }

  @Override
  public DruidClient withAnswerWithin(Duration limit) {
    return new DruidClient(endpoint, http, limit);
  }

  @Override
  public DruidAnswer get(String path) {
    return whole("GET", path, "", endpoint.request(path).GET());
  }

  /**
   * Posts JSON. An HTTP error is also returned as an answer.
   *
   * @param path begins with a slash
   * @param json the body, or an empty text
   * @throws RetryableException like the methods of {@link DruidReader}
   */
  public DruidAnswer post(String path, String json) {
    return whole("POST", path, json, posted(path, json));
  }

  /**
   * Deletes a resource. An HTTP error is also returned as an answer.
   *
   * @param path begins with a slash
   * @throws RetryableException like the methods of {@link DruidReader}
   */
  public DruidAnswer delete(String path) {
    return whole("DELETE", path, "", endpoint.request(path).DELETE());
  }

  @Override
  public Optional<JsonNode> rows(String sql) {
    DruidAnswer answer = post(SqlRequest.PATH, new SqlRequest(sql, "array").within(limit).json());
    if (answer.lacksDatasource()) {
      return Optional.empty();
    }
    if (!answer.body().isArray()) {
      String found = answer.json().isMissingNode() ? "no JSON" : "" + answer.json().getNodeType();
      throw brokenOff(new IOException("expected an array of rows, found " + found));
    }
    return Optional.of(answer.json());
  }

  @Override
  public Optional<List<long[]>> numbers(String sql) {
    return query(
        new SqlRequest(sql, "array").within(limit), body -> Optional.of(NumberRows.read(body)));
  }

  @Override
  public void lines(String sql, Consumer<String> to) {
    query(
        new SqlRequest(sql, "arrayLines"),
        body -> {
          RowLines lines = new RowLines(body);
          for (String line = lines.read(); line != null; line = lines.read()) {
            to.accept(line);
          }
          return Optional.of(true);
        });
  }

  @Override
  public boolean table(String sql, Consumer<Iterator<JsonNode>> reader) {
    return query(
            new SqlRequest(sql, "arrayLines").withHeader().within(limit),
            body -> {
              try {
                reader.accept(new RowLines(body).iterator());
              } catch (UncheckedIOException e) {
                throw e.getCause();
              }
              return Optional.of(true);
            })
        .isPresent();
  }

  private interface BodyReader<T> {
    Optional<T> read(InputStream body) throws IOException;
  }

  /** Streams the response to a query; empty when the datasource does not exist. */
  private <T> Optional<T> query(SqlRequest query, BodyReader<T> reader) {
    String json = query.json();
    HttpResponse<InputStream> response =
        send(posted(SqlRequest.PATH, json), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 200) {
        return reader.read(body);
      }
      String text = new String(body.readAllBytes(), UTF_8);
      DruidAnswer answer = answer("POST", SqlRequest.PATH, json, response, text);
      if (!answer.lacksDatasource()) {
        answer.requireDone();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw brokenOff(e);
    }
  }

  private HttpRequest.Builder posted(String path, String json) {
    return endpoint
        .request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  private DruidAnswer whole(String method, String path, String sent, HttpRequest.Builder request) {
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    return answer(method, path, sent, response, response.body());
  }

  private DruidAnswer answer(
      String method, String path, String sent, HttpResponse<?> response, String text) {
    int status = response.statusCode();
    String refusal = null;
    if (status == UNAUTHORIZED) {
      refusal = endpoint.login().refused(endpoint.toString());
    } else if (status == FORBIDDEN) {
      DruidRight right = DruidRight.of(method, path, sent);
      refusal = endpoint.login().forbidden(endpoint.toString(), right.what(), right.name());
    }
    return DruidAnswer.of(method + " " + path, status, text, response.headers(), refusal);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
    // the timeout of HttpRequest ends with the headers; this one covers a body that is read whole
    CompletableFuture<HttpResponse<T>> response = http.sendAsync(request.build(), body);
    try {
      return response.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (TimeoutException e) {
      response.cancel(true);
      throw failed(new HttpTimeoutException("none within " + limit.toMillis() + " ms"));
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while waiting for " + address(), e);
    }
  }

  private RuntimeException failed(Throwable error) {
    String untrusted =
        TlsFailure.explain(error, endpoint.toString(), address(), "--druid", endpoint.login());
    if (untrusted != null) {
      return new UserError(untrusted, error);
    }
    if (error instanceof ConnectException || error instanceof HttpConnectTimeoutException) {
      String reason = error.getMessage() == null ? "connection refused" : error.getMessage();
      return new RetryableException("no answer from " + address() + ": " + reason, error);
    }
    if (error instanceof HttpTimeoutException) {
      return new RetryableException(
          "no answer from " + address() + ": " + error.getMessage(), error);
    }
    return error instanceof IOException broken
        ? brokenOff(broken)
        : new IllegalStateException(error);
  }

  private RetryableException brokenOff(IOException error) {
    String reason =
        error instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : error.getMessage();
    return new RetryableException("the answer from " + address() + " breaks off: " + reason, error);
  }
}
