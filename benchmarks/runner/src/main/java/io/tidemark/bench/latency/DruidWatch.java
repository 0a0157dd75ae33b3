package io.tidemark.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.load.DruidQueries;
import io.tidemark.model.definition.StreamDefinition;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Polls Druid for the number of rows of the windows that are not complete yet. A window has arrived
 * when a response with all its rows has arrived, so the query time is part of the latency.
 */
final class DruidWatch implements Runnable {
  /** The pause between two polls, so that polling does not become a load. */
  private static final long PAUSE_MILLIS = 50;

  private final DruidQueries druid;
  private final String datasource;
  private final WindowTimes times;
  private final WindowArrivals arrivals;
  private final CountDownLatch stop = new CountDownLatch(1);
  private long from;

  /**
   * @param from the start of the first window, epoch milliseconds
   */
  DruidWatch(DruidQueries druid, StreamDefinition definition, WindowArrivals arrivals, long from) {
    this.druid = druid;
    datasource = definition.aggregated().topic();
    times = WindowTimes.of(definition);
    this.arrivals = arrivals;
    this.from = from;
  }

  @Override
  public void run() {
    try {
      do {
        while (arrivals.at(from).isPresent()) {
          from += times.length();
        }
        poll();
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    JsonNode rows =
        druid.rows(
            "SELECT TIMESTAMP_TO_MILLIS(__time), COUNT(*) FROM \""
                + datasource
                + "\" WHERE __time >= MILLIS_TO_TIMESTAMP("
                + from
                + ") GROUP BY 1");
    long now = System.currentTimeMillis();
    for (JsonNode row : rows) {
      arrivals.see(row.path(0).longValue(), row.path(1).intValue(), now);
    }
  }

  void stop() {
    stop.countDown();
  }
}
