package io.tidemark.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an audit has found.
 *
 * @param stream the definition's name
 * @param holds whether every reading is accounted for at every station
 * @param verdict the outcome in one sentence
 * @param problems why it does not hold, the first twenty in sentences; empty when it holds
 * @param notes what a reader should know and what changes nothing
 * @param stations the five stations in the order of the road: {@code sent}, {@code raw topic},
 *     {@code aggregated topic}, {@code Druid raw}, {@code Druid aggregated}
 * @param failed readings that the generator could not deliver
 * @param heartbeats heartbeats in the raw topic, which are no readings
 * @param malformed records of the raw topic that are no readings
 * @param unreadableRows records of the aggregated topic that are no rows of the aggregate
 * @param duplicates rows of the aggregated topic whose window and groups were there already
 * @param windows every window that any station has, by time
 */
public record AuditReport(
    String stream,
    boolean holds,
    String verdict,
    List<String> problems,
    List<String> notes,
    List<Station> stations,
    long failed,
    long heartbeats,
    Malformed malformed,
    Malformed unreadableRows,
    Duplicates duplicates,
    List<Window> windows) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public AuditReport {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
    stations = List.copyOf(stations);
    windows = List.copyOf(windows);
  }

  /**
   * The total of a station.
   *
   * @param readings null for {@code sent} when no ledger says what was sent
   * @param rows rows or records that hold the readings; null for {@code sent}
   * @param difference readings more (or, negative, fewer) than were sent; null as for readings
   */
  public record Station(String station, Long readings, Long rows, Long difference) {}

  /**
   * The readings of one window at each station.
   *
   * @param windowStart ISO 8601, UTC
   * @param sent null when no ledger says what was sent
   * @param agrees whether all these numbers are the same
   */
  public record Window(
      String windowStart,
      Long sent,
      long rawTopic,
      long aggregatedTopic,
      long druidRaw,
      long druidAggregated,
      boolean agrees) {}

  /**
   * Records that could not be read.
   *
   * @param samples the first few of them
   */
  public record Malformed(long records, List<Sample> samples) {
    /** Nothing that could not be read. */
    public static final Malformed NONE = new Malformed(0, List.of());

    public Malformed {
      samples = List.copyOf(samples);
    }

    /** One of them and what is wrong with it. */
    public record Sample(int partition, long offset, String reason) {}
  }

  /**
   * Rows that are there again.
   *
   * @param rows how many rows are too many
   * @param keys the first few of them, as {@code group|window_start}
   */
  public record Duplicates(long rows, List<String> keys) {
    /** Nothing twice. */
    public static final Duplicates NONE = new Duplicates(0, List.of());

    public Duplicates {
      keys = List.copyOf(keys);
    }
  }

  /** Where the readings are now, in one short line. */
  String progress() {
    Long sent = stations.get(0).readings();
    Long all = sent == null ? stations.get(1).readings() : sent;
    return stations.stream()
            .skip(1)
            .map(
                station ->
                    station.station().replace("aggregated topic", "aggregated")
                        + " "
                        + Numbers.format(station.readings()))
            .collect(Collectors.joining(" · "))
        + " of "
        + Numbers.format(all);
  }

  /** The report as indented JSON with names in snake case. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
