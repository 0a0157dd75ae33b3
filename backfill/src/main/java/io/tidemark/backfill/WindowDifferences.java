package io.tidemark.backfill;

import io.tidemark.backfill.WindowRows.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The differences between recomputed windows and those in Druid.
 *
 * @param windows the windows that differ, in order
 * @param same the number of windows that are equal
 */
public record WindowDifferences(List<OfWindow> windows, int same) {
  /**
   * The differences of one window.
   *
   * @param stored the readings in Druid
   * @param recomputed the recomputed readings
   * @param added rows of groups that Druid does not have
   * @param changed rows of groups that Druid has with other values
   * @param gone rows that only Druid has, including duplicate rows of a group
   */
  public record OfWindow(
      Instant start, long stored, long recomputed, long added, long changed, long gone) {
    boolean isNone() {
      return added == 0 && changed == 0 && gone == 0;
    }
  }

  /** Compares the windows of both sides. */
  public static WindowDifferences between(WindowRows stored, WindowRows recomputed) {
    Set<Instant> starts = new TreeSet<>(stored.windows().keySet());
    starts.addAll(recomputed.windows().keySet());
    List<OfWindow> different = new ArrayList<>();
    Window none = new Window();
    for (Instant start : starts) {
      OfWindow window =
          between(
              start,
              stored.windows().getOrDefault(start, none),
              recomputed.windows().getOrDefault(start, none));
      if (!window.isNone()) {
        different.add(window);
      }
    }
    return new WindowDifferences(different, starts.size() - different.size());
  }

  private static OfWindow between(Instant start, Window stored, Window recomputed) {
    long added = 0;
    long changed = 0;
    long gone = 0;
    for (Map.Entry<String, List<String>> group : recomputed.rows().entrySet()) {
      List<String> rows = stored.rows().getOrDefault(group.getKey(), List.of());
      if (rows.isEmpty()) {
        added++;
      } else if (!rows.contains(group.getValue().get(0))) {
        changed++;
      }
      gone += Math.max(0, rows.size() - 1);
    }
    for (Map.Entry<String, List<String>> group : stored.rows().entrySet()) {
      if (!recomputed.rows().containsKey(group.getKey())) {
        gone += group.getValue().size();
      }
    }
    return new OfWindow(start, stored.readings(), recomputed.readings(), added, changed, gone);
  }

  public boolean isNone() {
    return windows.isEmpty();
  }

  /** The windows that would lose readings. */
  public List<OfWindow> shrinking() {
    return windows.stream().filter(window -> window.recomputed() < window.stored()).toList();
  }

  /** The sums over all windows that differ. */
  public OfWindow total() {
    return windows.stream()
        .reduce(
            new OfWindow(null, 0, 0, 0, 0, 0),
            (a, b) ->
                new OfWindow(
                    null,
                    a.stored() + b.stored(),
                    a.recomputed() + b.recomputed(),
                    a.added() + b.added(),
                    a.changed() + b.changed(),
                    a.gone() + b.gone()));
  }
}
