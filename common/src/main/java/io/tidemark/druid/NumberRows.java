package io.tidemark.druid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Streaming parser for rows of whole numbers. */
final class NumberRows {
  private static final JsonFactory PARSERS = new JsonFactory();

  private NumberRows() {}

  /**
   * @param body an array of arrays of numbers and nulls
   * @throws IOException when the body has another form or ends before its last bracket
   */
  static List<long[]> read(InputStream body) throws IOException {
    List<long[]> rows = new ArrayList<>();
    try (JsonParser parser = PARSERS.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("expected rows, found " + parser.currentToken());
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
          throw new IOException("expected a row, found " + parser.currentToken());
        }
        rows.add(row(parser));
      }
    }
    return rows;
  }

  private static long[] row(JsonParser parser) throws IOException {
    List<Long> row = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw new IOException("it ends in the middle of a row");
      }
      // SQL's sum over nulls only is null
      boolean none = parser.currentToken() == JsonToken.VALUE_NULL;
      row.add(none ? 0 : parser.getDecimalValue().longValueExact());
    }
    return row.stream().mapToLong(Long::longValue).toArray();
  }
}
