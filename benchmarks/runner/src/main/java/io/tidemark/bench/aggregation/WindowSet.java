package io.tidemark.bench.aggregation;

import io.tidemark.cli.UserError;
import java.util.List;
import java.util.Map;

/**
 * The windows that a way computed.
 *
 * @param rows the measures by window start, window end and groups; numbers as text without trailing
 *     zeros
 */
record WindowSet(Map<List<Object>, List<Object>> rows) {
  int size() {
    return rows.size();
  }

  /**
   * Requires that another way computed the same windows.
   *
   * @param way the name of the way that computed {@code others}, for the message
   * @throws UserError when the windows differ
   */
  void requireSame(String way, WindowSet others) {
    rows.forEach(
        (window, measures) -> {
          List<Object> theirs = others.rows.get(window);
          if (!measures.equals(theirs)) {
            throw new UserError(
                "'%s' computes something else: for the window %s it has %s, not %s"
                    .formatted(way, window, theirs == null ? "no row" : theirs, measures));
          }
        });
    if (others.rows.size() != rows.size()) {
      throw new UserError(
          "'%s' computes something else: %,d windows, not %,d"
              .formatted(way, others.rows.size(), rows.size()));
    }
  }
}
