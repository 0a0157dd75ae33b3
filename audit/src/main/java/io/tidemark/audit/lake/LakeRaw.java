package io.tidemark.audit.lake;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.Map;

/**
 * The lake's table of readings. It must have everything that is not dead, also what {@code where}
 * excludes and duplicates: {@code sent = raw topic = lake raw + dead}.
 *
 * @param repeated rows of a record that has a row already
 */
public record LakeRaw(StationCount count, RepeatedRows repeated) implements Station {
  static final String NAME = "lake raw";

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
    return expected.alive(window);
  }

  /** The archive decides by the limits of its own what is dead, not by the letters. */
  @Override
  public long most(long window, Expectation expected) {
    return expected.alive(window) + expected.raw().doubtful(window);
  }

  @Override
  public String tolerance() {
    return "with a dead letter";
  }

  @Override
  public long lag(Expectation expected) {
    RawCount raw = expected.raw();
    return Math.max(0, raw.readingsWithout(raw.dead().windows(), expected.overlap()) - readings());
  }

  /** {@code lake_uncounted}: duplicates and filtered readings, which it has besides. */
  @Override
  public Map<String, Long> terms(long window, Expectation expected) {
    return Map.of("lake_uncounted", expected.alive(window) - expected.in(window));
  }
}
