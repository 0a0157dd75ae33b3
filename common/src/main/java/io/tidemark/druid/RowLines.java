package io.tidemark.druid;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** An answer in Druid's format {@code arrayLines}, which ends with an empty line if complete. */
final class RowLines {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .readerFor(JsonNode.class);

  private final BufferedReader lines;

  RowLines(InputStream body) {
    lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  /**
   * The next line, or null after the last one.
   *
   * @throws IOException when the answer ends without an empty line
   */
  String read() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("it lacks its last line");
    }
    return line.isEmpty() ? null : line;
  }

  /** The lines as arrays; it throws {@link UncheckedIOException} where {@link #read} fails. */
  Iterator<JsonNode> iterator() {
    return new Iterator<>() {
      private String next;
      private boolean ended;

      @Override
      public boolean hasNext() {
        if (next == null && !ended) {
          try {
            next = read();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          ended = next == null;
        }
        return next != null;
      }

      @Override
      public JsonNode next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        String line = next;
        next = null;
        try {
          return JSON.readValue(line);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
