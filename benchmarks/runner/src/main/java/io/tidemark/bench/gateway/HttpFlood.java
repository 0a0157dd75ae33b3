package io.tidemark.bench.gateway;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Sends readings to a gateway in batches, one after the other on each of several connections. */
final class HttpFlood {
  /** Microseconds. */
  private static final long LONGEST = 60_000_000;

  private final URI gateway;
  private final FloodReadings readings;
  private final FloodWay way;
  private final AtomicLong next = new AtomicLong();
  private final Histogram answered = new Histogram(LONGEST, 3);

  HttpFlood(URI gateway, FloodReadings readings, FloodWay way) {
    this.gateway = gateway;
    this.readings = readings;
    this.way = way;
  }

  /**
   * Sends all readings of the way.
   *
   * @return the seconds from the first request to the last answer
   * @throws UserError when a request is not answered with 200
   */
  double send() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(way.connections());
    try {
      long start = System.nanoTime();
      List<Future<?>> connections = new ArrayList<>();
      for (int i = 0; i < way.connections(); i++) {
        connections.add(
            threads.submit(
                () -> {
                  flood();
                  return null;
                }));
      }
      for (Future<?> connection : connections) {
        connection.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (ExecutionException e) {
      throw new UserError("the gateway did not take all: " + RootCause.line(e), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void flood() throws IOException {
    Histogram own = new Histogram(LONGEST, 3);
    try (LogConnection connection = LogConnection.open(gateway)) {
      for (long first = take(); first < way.readings(); first = take()) {
        int line = (int) (first % readings.size());
        int from = readings.begin(line);
        int length = readings.ends()[line + way.batch() - 1] - from;
        long start = System.nanoTime();
        connection.post(readings.lines(), from, length);
        own.recordValue(Math.min(LONGEST, (System.nanoTime() - start) / 1000));
      }
    }
    synchronized (answered) {
      answered.add(own);
    }
  }

  private long take() {
    return next.getAndAdd(way.batch());
  }

  /** A percentile of the time from a request to its answer. */
  double milliseconds(double percentile) {
    return answered.getValueAtPercentile(percentile) / 1e3;
  }
}
