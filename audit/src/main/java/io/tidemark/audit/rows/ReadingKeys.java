package io.tidemark.audit.rows;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.ReadingHash;

/**
 * The readings of a topic, each by its {@link ReadingHash}, in bounded memory: equal readings have
 * the same event time, so they are kept by the minute of it in {@link WindowKeys}. Not thread-safe.
 */
public final class ReadingKeys implements AutoCloseable {
  private static final long MINUTE = 60_000;

  /** Spreads the numbers of runs over all bits. */
  private static final long FACTOR = 0x9e3779b97f4a7c15L;

  private final int time;
  private final ReadingHash hash;
  private final WindowKeys keys;

  /**
   * @param keys of no reading yet; closed with this
   */
  public ReadingKeys(StreamDefinition.Raw raw, WindowKeys keys) {
    time = raw.indexOf(raw.time());
    hash = new ReadingHash(raw);
    this.keys = keys;
  }

  /** Returns whether no reading before it is equal in every field. */
  public boolean add(Reading reading) {
    return add(reading, 0);
  }

  /**
   * Returns whether no reading before it in the same run is equal in every field.
   *
   * @param run its number
   */
  public boolean add(Reading reading, int run) {
    hash.hash(reading);
    long low = hash.low() ^ run * FACTOR;
    long minute = Math.floorDiv(reading.number(time), MINUTE);
    return keys.add(minute, hash.high(), hash.high() == 0 && low == 0 ? 1 : low);
  }

  /** Removes the temporary file. */
  @Override
  public void close() {
    keys.close();
  }
}
