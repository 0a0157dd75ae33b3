package io.tidemark.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.load.DruidQueries;
import io.tidemark.model.definition.StreamDefinition;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks Druid again and again how many rows it has of the windows that are not whole yet. A window
 * is there when an answer that has all of it is there, so what a slow answer takes counts.
 */
final class DruidWatch implements Runnable {
  /** Between an answer and the next question, so that the questions do not become the load. */
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
        look();
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    JsonNode rows =
        druid.ask(
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
