package io.tidemark.bench.gateway;

import java.util.List;

/**
 * A way to bring readings into a topic. The program that sends and the one that reports make the
 * same list of them.
 *
 * @param batch readings of a request; 0 for the bare producer
 * @param connections that send requests at the same time, one after the other on each
 * @param readings of a turn, whole batches
 */
record FloodWay(String name, int batch, int connections, long readings) {
  private static final String BATCHES = "batches of ";

  /** A reading in a request of its own takes so much longer. */
  private static final int FEWER_SINGLE = 40;

  /** The bare producer first. */
  static List<FloodWay> all(long readings) {
    return List.of(
        new FloodWay("bare producer", 0, 1, readings),
        new FloodWay(BATCHES + "1,000", 1000, 16, readings),
        new FloodWay(BATCHES + "100", 100, 32, readings),
        new FloodWay(BATCHES + "1", 1, 64, readings / FEWER_SINGLE));
  }

  boolean isBare() {
    return batch == 0;
  }
}
