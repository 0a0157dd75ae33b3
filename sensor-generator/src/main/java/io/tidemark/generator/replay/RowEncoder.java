package io.tidemark.generator.replay;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes the cells of a row as a raw record: an object with the fields in the order of the
 * definition. A number keeps the digits of its cell; a cell that should be a number but is not
 * becomes text, which the decoder reports. An empty cell is a missing field. Not thread-safe.
 */
final class RowEncoder {
  private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

  private final int columns;
  private final boolean more;

  /** By field: the name in JSON, the column or -1, and whether it is text. */
  private final String[] names;

  private final int[] places;
  private final boolean[] texts;

  private final Matcher number =
      Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+").matcher("");
  private final StringBuilder object = new StringBuilder();

  /**
   * @param columns the column names; columns that are no fields are ignored
   * @param more whether a row may have additional cells
   */
  RowEncoder(StreamDefinition.Raw raw, List<String> columns, boolean more) {
    this.columns = columns.size();
    this.more = more;
    int fields = raw.fields().size();
    names = new String[fields];
    places = new int[fields];
    texts = new boolean[fields];
    for (int i = 0; i < fields; i++) {
      Field field = raw.fields().get(i);
      names[i] = '"' + new String(JSON.quoteAsString(field.name())) + "\":";
      places[i] = columns.indexOf(field.name());
      texts[i] = field.type() == FieldType.STRING;
    }
  }

  /**
   * Encodes a row.
   *
   * @return null when it has more cells than columns, which makes their assignment ambiguous. An
   *     empty last cell does not count: some tools write a separator after the last value
   */
  byte[] of(List<String> cells) {
    int extra = cells.size() - columns;
    boolean trailing = extra == 1 && cells.get(columns).isEmpty();
    if (extra > 0 && !more && !trailing) {
      return null;
    }
    object.setLength(0);
    object.append('{');
    for (int i = 0; i < names.length; i++) {
      int place = places[i];
      String cell = place < 0 || place >= cells.size() ? "" : cells.get(place);
      if (!cell.isEmpty()) {
        if (object.length() > 1) {
          object.append(',');
        }
        object.append(names[i]);
        append(cell, texts[i]);
      }
    }
    return object.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void append(String cell, boolean text) {
    String stripped = text ? cell : cell.strip();
    if (!text && number.reset(stripped).matches()) {
      object.append(stripped);
    } else {
      object.append('"');
      JSON.quoteAsString(stripped, object);
      object.append('"');
    }
  }
}
