package io.tidemark.gateway.send;

import java.util.BitSet;

/**
 * What became of the records of a batch.
 *
 * @param failed how many the broker did not take
 * @param delivered the records that the broker has, those of earlier attempts included
 * @param failure the error of one that failed; null without one
 */
public record Delivery(int failed, BitSet delivered, Exception failure) {
  /** All records are delivered. */
  static final Delivery COMPLETE = new Delivery(0, new BitSet(), null);

  /** Nothing was sent. */
  static final Delivery NOTHING = new Delivery(1, new BitSet(), null);
}
