package io.tidemark.audit.station;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Rows whose window and groups another row has already. A station that reads its rows one by one
 * gives their keys, one that counts them by window gives the first window.
 *
 * @param rows how many rows are too many
 * @param keys the first few of them, as {@code group|window_start}
 * @param firstWindow the first window that has any
 */
public record RepeatedRows(
    long rows, List<String> keys, @JsonIgnore Optional<Instant> firstWindow) {
  /** Nothing twice. */
  public static final RepeatedRows NONE = withKeys(0, List.of());

  public RepeatedRows {
    keys = List.copyOf(keys);
  }

  public static RepeatedRows withKeys(long rows, List<String> keys) {
    return new RepeatedRows(rows, keys, Optional.empty());
  }

  /**
   * Counted by window.
   *
   * @param windows rows that are too many, by the start of their window in epoch milliseconds
   */
  public static RepeatedRows byWindow(SortedMap<Long, Long> windows) {
    if (windows.isEmpty()) {
      return NONE;
    }
    long rows = windows.values().stream().mapToLong(Long::longValue).sum();
    return new RepeatedRows(rows, List.of(), Optional.of(Instant.ofEpochMilli(windows.firstKey())));
  }
}
