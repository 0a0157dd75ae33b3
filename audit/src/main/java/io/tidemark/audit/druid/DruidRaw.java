package io.tidemark.audit.druid;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Druid's raw datasource. It must have everything that has an event time, also dead readings and
 * duplicates, but for records that it was made to skip.
 */
public record DruidRaw(StationCount count) implements Station {
  static final String NAME = "Druid raw";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean holdsWindows() {
    return false;
  }

  @Override
  public long least(long window, Expectation expected) {
    return Math.max(0, expected.readable(window) - expected.raw().skipped(window));
  }

  @Override
  public long most(long window, Expectation expected) {
    return expected.readable(window);
  }

  @Override
  public long lag(Expectation expected) {
    RawCount raw = expected.raw();
    return Math.max(0, raw.readingsWithout(raw.skipped(), expected.overlap()) - readings());
  }

  /**
   * {@code uncounted}: dead readings and duplicates with this window, which it has besides. {@code
   * skipped}: readings that it was made to skip, and may lack.
   */
  @Override
  public Map<String, Long> terms(long window, Expectation expected) {
    Map<String, Long> terms = new LinkedHashMap<>();
    terms.put("uncounted", expected.raw().uncounted(window));
    terms.put("skipped", expected.raw().skipped(window));
    return terms;
  }
}
