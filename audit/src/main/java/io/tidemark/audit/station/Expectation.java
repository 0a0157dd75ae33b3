package io.tidemark.audit.station;

import io.tidemark.model.definition.StreamDefinition;

/**
 * What the stations are compared with. Windows are named by their start in epoch milliseconds.
 *
 * @param range the windows that are compared; the counts by window have no others
 * @param sent the readings by the run ledgers
 * @param raw the readings that arrived in the raw topic
 * @param written what the aggregation has written to its topic
 */
public record Expectation(
    StreamDefinition definition,
    WindowRange range,
    SentReadings sent,
    RawCount raw,
    StationCount written) {

  /** All windows are compared. */
  public Expectation(
      StreamDefinition definition, SentReadings sent, RawCount raw, StationCount written) {
    this(definition, WindowRange.ALL, sent, raw, written);
  }

  /**
   * Readings that the aggregation has not written.
   *
   * @param open those of windows that the watermark has not closed
   * @param behind those of closed windows, without those that can have been late
   * @param late those of closed windows that can have been late
   */
  public record Unwritten(long open, long behind, long late) {}

  /** Whether a ledger has what was sent; otherwise the raw topic counts as sent. */
  public boolean hasLedger() {
    return sent.ledgers() > 0;
  }

  /**
   * Every reading that was sent, with those that no window counts. Of some windows these are not
   * known.
   */
  public long all() {
    if (!range.isAll()) {
      return countable().readings();
    }
    return hasLedger() ? sent.totals().sent() : raw.readings();
  }

  /** What the windows should count. */
  public StationCount countable() {
    return hasLedger() ? sent.count() : raw.countable();
  }

  /** The readings that a window should count. */
  public long in(long window) {
    return countable().in(window);
  }

  /**
   * Whether a window waits for later event times: it ends after the watermark that the raw topic
   * allows, and the aggregation has not written it.
   */
  public boolean isOpen(long window) {
    long length = definition.aggregated().window().toMillis();
    return window + length > raw.arrival().watermark() && written.in(window) == 0;
  }

  /** Those that must be written: the window is not open, and they cannot have been late. */
  public long onTime(long window) {
    return isOpen(window) ? 0 : Math.max(0, in(window) - raw.behind(window));
  }

  /** Those that a copy of the aggregated topic must have. */
  public long onTimeOrWritten(long window) {
    return Math.max(onTime(window), Math.min(written.in(window), in(window)));
  }

  /** Those that have this window's time, with those that it should not count. */
  public long readable(long window) {
    return in(window) + raw.uncounted(window) - deadOnArrival(window);
  }

  /**
   * Those that a ledger has as countable and that the topic has as dead, so that they are in both
   * counts: the clock of the sender is ahead of Kafka's.
   */
  private long deadOnArrival(long window) {
    long lacking = Math.max(0, in(window) - raw.countable().in(window));
    return Math.min(raw.dead(window), lacking);
  }

  /** Those that have this window's time and are not dead: filtered ones and duplicates too. */
  public long alive(long window) {
    return readable(window) - raw.dead(window);
  }

  /** Those that a station lacks and that can have been late. */
  public long late(long window, StationCount station) {
    long missing = Math.max(0, in(window) - station.in(window));
    return Math.min(missing, raw.behind(window));
  }

  /** Those that a station lacks because the window is open. */
  public long open(long window, StationCount station) {
    long missing = Math.max(0, in(window) - station.in(window));
    return isOpen(window) ? missing - late(window, station) : 0;
  }

  /**
   * Of how many windows each reading is a part: 1, unless they slide. Of some windows the readings
   * are counted once for each window everywhere, and this is 1.
   */
  public int overlap() {
    return !range.isAll() ? 1 : definition.aggregated().overlap();
  }

  /** What is between the raw topic and the aggregated topic. */
  public Unwritten unwritten() {
    long open = 0;
    long behind = 0;
    long late = 0;
    for (long window : raw.countable().windows().keySet()) {
      long missing = Math.max(0, raw.countable().in(window) - written.in(window));
      if (isOpen(window)) {
        open += missing;
      } else {
        late += Math.min(missing, raw.behind(window));
        behind += Math.max(0, missing - raw.behind(window));
      }
    }
    return new Unwritten(open, behind, late);
  }
}
