package io.tidemark.audit.topic;

import io.tidemark.audit.station.Expectation;
import io.tidemark.audit.station.RawCount;
import io.tidemark.audit.station.Station;
import io.tidemark.audit.station.StationCount;
import java.util.Optional;

/**
 * The raw topic: it must have every reading that was sent.
 *
 * @param whole whether the count has all windows
 */
public record RawTopic(RawCount raw, boolean whole) implements Station {
  @Override
  public String name() {
    return "raw topic";
  }

  @Override
  public boolean holdsWindows() {
    return false;
  }

  @Override
  public StationCount count() {
    return raw.countable();
  }

  @Override
  public long least(long window, Expectation expected) {
    return expected.in(window);
  }

  @Override
  public long most(long window, Expectation expected) {
    return expected.in(window);
  }

  @Override
  public long readings() {
    return whole ? raw.readings() : raw.countable().readings();
  }

  @Override
  public Optional<Long> required(Expectation expected) {
    return whole ? Optional.of(expected.all()) : Optional.empty();
  }

  @Override
  public Optional<Long> dead() {
    return whole ? Optional.of(raw.dead().readings()) : Optional.empty();
  }

  /** Negative while a run goes on, which writes its ledger at its end. */
  @Override
  public long lag(Expectation expected) {
    return expected.all() - readings();
  }
}
