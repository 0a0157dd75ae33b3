package io.tidemark.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Asks Druid's router; each question gives up after a few seconds and changes nothing. */
final class DruidProbe {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI address;

  /**
   * @param address without a slash at its end
   */
  DruidProbe(URI address) {
    this.address = address;
  }

  /**
   * What came back.
   *
   * @param json the body, or a missing node when it is no JSON
   * @param date the time of the one who answered, in whole seconds
   * @param asked this machine's time before the request
   * @param answered this machine's time after the answer
   */
  record Answer(
      int status,
      String text,
      JsonNode json,
      Optional<Instant> date,
      Instant asked,
      Instant answered) {}

  URI address() {
    return address;
  }

  /**
   * @param path begins with a slash
   * @throws UserError when nobody answers
   */
  Answer get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER).build();
    Instant asked = Instant.now();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body(),
          json(response.body()),
          response.headers().firstValue("Date").flatMap(DruidProbe::date),
          asked,
          Instant.now());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "connection refused" : e.getMessage();
      throw new UserError(
          "nobody answers at "
              + address
              + path
              + " ("
              + reason
              + "); name Druid's router with --druid, or start one with './tidemark up'",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped while waiting for Druid", e);
    }
  }

  /**
   * The JSON of an answer that is one; empty when there is no such thing.
   *
   * @throws UserError when nobody answers, or with anything else than 200 or 404
   */
  Optional<JsonNode> find(String path) {
    Answer answer = get(path);
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

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
