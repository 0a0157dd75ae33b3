package io.tidemark.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Optional;

/**
 * The columns of windows that say where a group was last.
 *
 * @param latitude the column's name, or null without positions
 * @param longitude the column's name, or null without positions
 * @param note the column of another text that was last, or null
 */
record PositionColumns(String latitude, String longitude, String note) {
  private static final double MOST_LATITUDE = 90;
  private static final double MOST_LONGITUDE = 180;

  static PositionColumns of(StreamDefinition definition) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    String note =
        aggregated.measures().stream()
            .filter(measure -> measure.function() == AggregateFunction.LAST)
            .filter(measure -> measure.field().type() == FieldType.STRING)
            .map(Measure::name)
            .findFirst()
            .orElse(null);
    return definition
        .dashboard()
        .position(aggregated)
        .map(at -> new PositionColumns(at.latitude().name(), at.longitude().name(), note))
        .orElse(new PositionColumns(null, null, null));
  }

  boolean exist() {
    return latitude != null;
  }

  /** Where a row says that its group was; nothing when it does not, or not on the earth. */
  Optional<ChartedWindows.Place> place(JsonNode row, String group, long window) {
    if (!exist() || !row.path(latitude).isNumber() || !row.path(longitude).isNumber()) {
      return Optional.empty();
    }
    double north = row.path(latitude).doubleValue();
    double east = row.path(longitude).doubleValue();
    if (Math.abs(north) > MOST_LATITUDE || Math.abs(east) > MOST_LONGITUDE) {
      return Optional.empty();
    }
    String text = note == null ? null : row.path(note).asText(null);
    return Optional.of(new ChartedWindows.Place(group, north, east, window, text));
  }
}
