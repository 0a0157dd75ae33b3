package io.tidemark.audit.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.model.row.UnreadableRow;
import java.io.IOException;

/** Scans rows in JSON for the values that the audit needs. Not thread-safe. */
final class JsonRowScanner {
  private final JsonFactory json = new JsonFactory();
  private final CountedRowValues values;

  JsonRowScanner(CountedRowValues values) {
    this.values = values;
  }

  /**
   * Scans one row into the values.
   *
   * @param row at least one byte
   * @throws UnreadableRow when it is no JSON object, or something follows it
   */
  void scan(byte[] row) throws UnreadableRow {
    try (JsonParser parser = json.createParser(row)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        members(parser);
      } else {
        parser.skipChildren();
      }
      if (first == null || parser.nextToken() != null) {
        throw new UnreadableRow("not JSON");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new UnreadableRow("not a JSON object");
      }
    } catch (IOException e) {
      throw new UnreadableRow("not JSON");
    }
  }

  private void members(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      int[] places = values.places(name);
      if (places == null) {
        parser.skipChildren();
      } else {
        values.set(places, value(parser, token));
      }
    }
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    switch (token) {
      case VALUE_STRING:
        return parser.getText();
      case VALUE_NUMBER_INT:
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? parser.getBigIntegerValue()
            : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT:
        return parser.getDecimalValue();
      case VALUE_TRUE:
        return Boolean.TRUE;
      case VALUE_FALSE:
        return Boolean.FALSE;
      case VALUE_NULL:
        return CountedRowValues.JSON_NULL;
      default:
        parser.skipChildren();
        return CountedRowValues.NESTED;
    }
  }
}
