package io.tidemark.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of windows that say where a group was last: measures {@code last(…)} of fields with
 * the usual names.
 *
 * @param latitude the column's name, or null without positions
 * @param longitude the column's name, or null without positions
 * @param note the column of another text that was last, or null
 */
record PositionColumns(String latitude, String longitude, String note) {
  private static final Set<String> LATITUDES = Set.of("lat", "latitude");
  private static final Set<String> LONGITUDES = Set.of("lon", "lng", "long", "longitude");
  private static final double MOST_LATITUDE = 90;
  private static final double MOST_LONGITUDE = 180;

  static PositionColumns of(StreamDefinition.Aggregated aggregated) {
    List<Measure> last =
        aggregated.measures().stream()
            .filter(measure -> measure.function() == AggregateFunction.LAST)
            .toList();
    Optional<String> latitude = named(last, LATITUDES);
    Optional<String> longitude = named(last, LONGITUDES);
    if (latitude.isEmpty() || longitude.isEmpty() || aggregated.by().isEmpty()) {
      return new PositionColumns(null, null, null);
    }
    String note =
        last.stream()
            .filter(measure -> measure.field().type() == FieldType.STRING)
            .map(Measure::name)
            .findFirst()
            .orElse(null);
    return new PositionColumns(latitude.get(), longitude.get(), note);
  }

  private static Optional<String> named(List<Measure> last, Set<String> names) {
    return last.stream()
        .filter(measure -> measure.field().type().isNumber())
        .filter(measure -> names.contains(measure.field().name().toLowerCase(Locale.ROOT)))
        .map(Measure::name)
        .findFirst();
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
