package io.tidemark.audit.report;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.PipelineSnapshot;
import io.tidemark.audit.station.Station;
import io.tidemark.cli.text.HumanFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far the stations are behind one another, in readings. */
public final class Lag {
  /** What a station is compared with. */
  private enum Position {
    AFTER_LEDGERS,
    AFTER_AGGREGATION,
    DOWNSTREAM
  }

  /**
   * The lag of one station.
   *
   * @param metric its name in metrics, such as {@code druid-raw}
   * @param readings those that it lacks of the station before it; negative when it is ahead
   * @param offsets offsets of its topic that it has not read; null where it is not known
   */
  private record StationLag(
      String name, String metric, Position position, long readings, Long offsets) {}

  private final List<StationLag> stations;
  private final long lettersMissing;
  private final Expectation.Unwritten unwritten;

  private Lag(List<StationLag> stations, long lettersMissing, Expectation.Unwritten unwritten) {
    this.stations = stations;
    this.lettersMissing = lettersMissing;
    this.unwritten = unwritten;
  }

  /**
   * The lag of each station.
   *
   * @param offsets how many offsets of its topic a station has not read, by the station's name; one
   *     of which it is not known is missing
   */
  public static Lag of(PipelineSnapshot snapshot, Map<String, Long> offsets) {
    Expectation expected = snapshot.expected();
    List<StationLag> stations = new ArrayList<>();
    boolean aggregated = false;
    for (Station station : snapshot.stations()) {
      Position position = position(station, expected, aggregated);
      aggregated |= station.holdsWindows();
      // without a ledger there is nothing to compare the first station with
      if (position != Position.AFTER_LEDGERS || expected.hasLedger()) {
        stations.add(
            new StationLag(
                station.name(),
                Station.label(station.name()),
                position,
                station.lag(expected),
                offsets.get(station.name())));
      }
    }
    long lettersMissing = expected.raw().dead().withoutLetter().records();
    return new Lag(stations, lettersMissing, expected.unwritten());
  }

  private static Position position(Station station, Expectation expected, boolean aggregated) {
    if (station.required(expected).isPresent()) {
      return Position.AFTER_LEDGERS;
    }
    boolean first = station.holdsWindows() && !aggregated;
    return first ? Position.AFTER_AGGREGATION : Position.DOWNSTREAM;
  }

  /** Readings of windows that the watermark has not closed yet. */
  public long open() {
    return unwritten.open();
  }

  /** Readings of closed windows that the aggregated topic lacks and that can have been late. */
  public long late() {
    return unwritten.late();
  }

  /** Readings that each station lacks of the one before it; at the dead-letter topic, records. */
  public Map<String, Long> byStation() {
    Map<String, Long> lag = new TreeMap<>();
    lag.put("dead-letter-topic", lettersMissing);
    stations.forEach(station -> lag.put(station.metric(), Math.max(0, station.readings())));
    return lag;
  }

  /** Offsets that a station has not read, where it is known. */
  public Map<String, Long> offsetsByStation() {
    Map<String, Long> lag = new TreeMap<>();
    stations.stream()
        .filter(station -> station.offsets() != null)
        .forEach(station -> lag.put(station.metric(), station.offsets()));
    return lag;
  }

  /** One line; "open" are readings in windows that the watermark has not closed. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (StationLag station : stations) {
      if (station.position() == Position.AFTER_LEDGERS) {
        parts.add(behindLedgers(station));
      }
    }
    parts.add("dead letters missing " + HumanFormat.format(lettersMissing));
    for (StationLag station : stations) {
      if (station.position() != Position.AFTER_LEDGERS) {
        parts.add(behindStation(station));
      }
    }
    return String.join(" · ", parts);
  }

  private static String behindLedgers(StationLag station) {
    String name = station.name();
    return station.readings() < 0
        ? name + " ahead of the ledgers by " + HumanFormat.format(-station.readings())
        : name + " behind " + HumanFormat.format(station.readings());
  }

  private String behindStation(StationLag station) {
    StringBuilder words = new StringBuilder(station.name());
    words.append(" behind ").append(HumanFormat.format(station.readings()));
    if (station.position() == Position.AFTER_AGGREGATION) {
      words.append(", open ").append(HumanFormat.format(unwritten.open()));
      words.append(", late ").append(HumanFormat.format(unwritten.late()));
    }
    if (station.offsets() != null) {
      words.append(" (offsets ").append(HumanFormat.format(station.offsets())).append(')');
    }
    return words.toString();
  }
}
