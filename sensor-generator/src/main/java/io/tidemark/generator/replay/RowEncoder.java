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
 * Makes raw records of the cells of rows: an object of the fields in the order of the definition. A
 * number stands there as it stands in its cell; what is no number is a text, so that the decoder
 * says what is wrong with it. An empty cell is a field that is missing. Not for several threads.
 */
final class RowEncoder {
  private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

  private final int columns;
  private final boolean more;

  /** By field: its name as JSON has it, the column with its values or -1, whether it is a text. */
  private final String[] names;

  private final int[] places;
  private final boolean[] texts;

  private final Matcher number =
      Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+").matcher("");
  private final StringBuilder object = new StringBuilder();

  /**
   * @param columns their names; those that are no fields are passed over
   * @param more whether a row may have more cells than that
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
   * The record of a row.
   *
   * @return null when it has more cells than columns: nobody knows which is which. An empty one at
   *     the end is none: some tools write a separator behind the last value too
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
