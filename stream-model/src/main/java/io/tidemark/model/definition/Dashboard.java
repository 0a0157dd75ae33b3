package io.tidemark.model.definition;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What dashboards and the live page show of a stream; null where the definition does not say. It
 * changes nothing that is computed or stored.
 *
 * @param measure the measure over time
 * @param group one of the fields that group the windows
 * @param share the measure whose shares of the groups are shown; a count or a sum
 * @param position where a group was
 */
public record Dashboard(Measure measure, Field group, Measure share, Position position)
    implements Serializable {
  /** A definition that does not say anything. */
  public static final Dashboard DEFAULT = new Dashboard(null, null, null, null);

  private static final Set<String> LATITUDES = Set.of("lat", "latitude");
  private static final Set<String> LONGITUDES = Set.of("lon", "lng", "long", "longitude");

  /** The measures with the latitude and the longitude, in degrees. */
  public record Position(Measure latitude, Measure longitude) implements Serializable {}

  /**
   * Where groups are: what the definition says, or else the first measures {@code last(…)} of
   * numbers with the usual names. Empty without groups.
   */
  public Optional<Position> position(StreamDefinition.Aggregated aggregated) {
    if (aggregated.by().isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(position)
        .or(
            () ->
                last(aggregated, LATITUDES)
                    .flatMap(
                        latitude ->
                            last(aggregated, LONGITUDES)
                                .map(longitude -> new Position(latitude, longitude))));
  }

  private static Optional<Measure> last(StreamDefinition.Aggregated aggregated, Set<String> names) {
    List<Measure> measures = aggregated.measures();
    return measures.stream()
        .filter(measure -> measure.function() == AggregateFunction.LAST)
        .filter(measure -> measure.field().type().isNumber())
        .filter(measure -> names.contains(measure.field().name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
