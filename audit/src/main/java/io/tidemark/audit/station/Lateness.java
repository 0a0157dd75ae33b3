package io.tidemark.audit.station;

import com.fasterxml.jackson.annotation.JsonProperty;

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
