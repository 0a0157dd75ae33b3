package io.tidemark.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.HumanFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an audit has found. When it holds, {@code sent = aggregated + late + dead + duplicates +
 * filtered}; where windows slide, {@code aggregated} and {@code late} count a reading once for each
 * of its windows.
 *
 * @param stream the definition's name
 * @param topic where the windows go that were audited
 * @param holds whether every reading is accounted for at every station
 * @param verdict the outcome in one sentence
 * @param problems why it does not hold, the first twenty in sentences; empty when it holds
 * @param notes what a reader should know and what changes nothing
 * @param sent all readings by the run ledgers, or without any by the raw topic
 * @param aggregated readings in the rows of Druid aggregated, the end of the road
 * @param late readings that are missing there and are proved to be able to have been late
 * @param backfilled readings that it has and the aggregated topic has not: those that came late and
 *     that a backfill has put right
 * @param dead readings that no window should count: malformed, with an impossible event time or
 *     with a dead letter
 * @param duplicates readings that are equal to an earlier one, when the definition deduplicates
 * @param filtered readings that do not fulfil the definition's condition
 * @param windowsPerReading of how many windows each reading is a part: 1, unless they slide
 * @param stations the stations in the order of the road: {@code sent}, {@code raw topic}, {@code
 *     aggregated topic}, {@code Druid raw}, {@code Druid aggregated}, and {@code dead-letter topic}
 * @param failed readings that the generator could not deliver
 * @param heartbeats heartbeats in the raw topic, which are no readings
 * @param withoutDeadLetter dead records of the raw topic that have no dead letter
 * @param unreadableRows records of the aggregated topic that are no rows of the aggregate
 * @param doubleRows rows of the aggregated topic whose window and groups were there already
 * @param druidDoubleRows rows of Druid aggregated whose window and groups another row has
 * @param partitions of the raw topic
 * @param lateness how far readings came behind later ones
 * @param ingestion what Druid's supervisors say; one that does not answer is missing
 * @param windows every window that has readings to count at any station, by time
 */
public record AuditReport(
    String stream,
    String topic,
    boolean holds,
    String verdict,
    List<String> problems,
    List<String> notes,
    long sent,
    long aggregated,
    long late,
    long backfilled,
    long dead,
    long duplicates,
    long filtered,
    int windowsPerReading,
    List<Station> stations,
    long failed,
    long heartbeats,
    Flawed withoutDeadLetter,
    Flawed unreadableRows,
    DoubleRows doubleRows,
    long druidDoubleRows,
    List<Partition> partitions,
    Lateness lateness,
    List<Ingestion> ingestion,
    List<Window> windows) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final Set<String> STATIONS_OFF_THE_ROAD = Set.of("sent", "dead-letter topic");

  public AuditReport {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
    stations = List.copyOf(stations);
    partitions = List.copyOf(partitions);
    ingestion = List.copyOf(ingestion);
    windows = List.copyOf(windows);
  }

  /**
   * The total of a station.
   *
   * @param readings null for {@code sent} when no ledger says what was sent
   * @param rows rows or records that hold the readings; null for {@code sent}
   * @param late readings that it lacks because they were late; null where none can be
   * @param dead dead readings among those that it has; null where it is not known
   * @param difference readings more (or, negative, fewer) than it should have; null as for readings
   */
  public record Station(
      String station, Long readings, Long rows, Long late, Long dead, Long difference) {}

  /**
   * The readings of one window at each station.
   *
   * @param windowStart ISO 8601, UTC
   * @param sent null when no ledger says what was sent
   * @param rawTopic those that the window should count
   * @param late missing in the aggregated topic, and no more than {@code behind}
   * @param behind how many can have been late, at most
   * @param lateOpen missing in Druid aggregated, as late; 0 once a backfill has put them there
   * @param uncounted dead readings and duplicates with this window, which Druid raw has besides
   * @param agrees whether every station has what it should
   */
  public record Window(
      String windowStart,
      Long sent,
      long rawTopic,
      long aggregatedTopic,
      long late,
      long behind,
      long druidRaw,
      long uncounted,
      long druidAggregated,
      long lateOpen,
      boolean agrees) {}

  /**
   * A partition of the raw topic.
   *
   * @param firstOffset of the records that are there; null without any
   * @param sent readings by the ledgers; null when there is none
   * @param readings dead ones and duplicates included
   * @param agrees whether it has the readings that were sent
   */
  public record Partition(
      int partition,
      Long firstOffset,
      Long lastOffset,
      Long sent,
      long readings,
      long heartbeats,
      long dead,
      boolean agrees) {}

  /**
   * How far readings came behind the greatest event time before them, in milliseconds; 0 for one in
   * order. Over all readings that the windows should count.
   *
   * @param outOfOrder how many were behind at all
   * @param p50 half of all readings were behind by this or less; the others accordingly
   * @param watermark the delay that the definition has
   * @param watermarkFor999 the delay that would have kept 99.9 % of the readings in their windows
   */
  public record Lateness(
      long outOfOrder,
      @JsonProperty("p50_ms") long p50,
      @JsonProperty("p99_ms") long p99,
      @JsonProperty("p99_9_ms") long p999,
      @JsonProperty("max_ms") long max,
      String watermark,
      @JsonProperty("watermark_for_99_9_percent") String watermarkFor999) {
    /** Everything came in order. */
    public static final Lateness NONE = new Lateness(0, 0, 0, 0, 0, "0s", "0s");
  }

  /**
   * What the tasks of a Druid supervisor that run now have counted; finished ones are not in it.
   *
   * @param processedWithError rows that were taken with a value that could not be read
   * @param thrownAway records that the spec's filter leaves out, heartbeats among them
   * @param unparseable records that make no row
   * @param parseErrors the first few of Druid's messages
   */
  public record Ingestion(
      String supervisor,
      long processed,
      long processedWithError,
      long thrownAway,
      long unparseable,
      List<String> parseErrors) {
    public Ingestion {
      parseErrors = List.copyOf(parseErrors);
    }
  }

  /**
   * Records that are not as they should be.
   *
   * @param samples a few of them
   */
  public record Flawed(long records, List<Sample> samples) {
    /** Nothing of the kind. */
    public static final Flawed NONE = new Flawed(0, List.of());

    public Flawed {
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
  public record DoubleRows(long rows, List<String> keys) {
    /** Nothing twice. */
    public static final DoubleRows NONE = new DoubleRows(0, List.of());

    public DoubleRows {
      keys = List.copyOf(keys);
    }
  }

  /** Where the readings are now, in one short line. */
  String progress() {
    return stations.stream()
            .filter(station -> !STATIONS_OFF_THE_ROAD.contains(station.station()))
            .map(
                station ->
                    station.station().replace("aggregated topic", "aggregated")
                        + " "
                        + HumanFormat.format(station.readings()))
            .collect(Collectors.joining(" · "))
        + " of "
        + HumanFormat.format(sent);
  }

  /**
   * Reports as indented JSON with names in snake case: an object, or an array of them for a stream
   * with several kinds of windows.
   */
  public static String toJson(List<AuditReport> reports) {
    try {
      return JSON.writeValueAsString(reports.size() == 1 ? reports.get(0) : reports) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
