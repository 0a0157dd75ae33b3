package io.tidemark.audit.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The readings of one window at each station.
 *
 * @param windowStart ISO 8601, UTC
 * @param sent null without a ledger
 * @param stations in the order of the flow
 * @param agrees whether every station has what it should
 */
public record WindowTotal(String windowStart, Long sent, List<AtStation> stations, boolean agrees) {

  /**
   * The readings of the window at one station.
   *
   * @param name the station's short name
   * @param key its name in JSON
   * @param terms numbers that explain the readings, by their name in JSON
   */
  public record AtStation(String name, String key, long readings, Map<String, Long> terms) {}

  public WindowTotal {
    stations = List.copyOf(stations);
  }

  /** Readings that a station lacks because the window is open, at most. */
  long open() {
    return stations.stream()
        .mapToLong(station -> station.terms().getOrDefault("open", 0L))
        .max()
        .orElse(0);
  }

  /** One level: each station's readings by its key, followed by its terms. */
  @JsonValue
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("window_start", windowStart);
    members.put("sent", sent);
    for (AtStation station : stations) {
      members.put(station.key(), station.readings());
      members.putAll(station.terms());
    }
    members.put("agrees", agrees);
    return members;
  }
}
