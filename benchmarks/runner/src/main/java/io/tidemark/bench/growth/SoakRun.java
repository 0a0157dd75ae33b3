package io.tidemark.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.load.SteadyLoad;
import io.tidemark.bench.program.MeasuredJob;
import io.tidemark.bench.program.ProcessMemory;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.bench.report.BenchReport;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Measures whether the job's memory stays constant under a steady load.
 *
 * @param rate readings a second
 * @param sample the interval between two samples of the memory
 */
record SoakRun(Duration soak, int rate, Duration sample) {

  /**
   * @param heap of the job's JVM
   * @param ledgers the folder for the ledger of the run
   */
  void run(GrowthStream stream, String heap, Path ledgers, BenchReport report, BenchOptions options)
      throws Exception {
    List<Long> resident = new ArrayList<>();
    List<Long> heaps = new ArrayList<>();
    String collecting = "-Dtidemark.diary.collect=" + sample.toMillis();
    try (MeasuredJob job = stream.start("-Xmx" + heap, collecting)) {
      SteadyLoad flow = new SteadyLoad(stream.size().entities(), soak, rate);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> flow.send(stream.kafka().kafka(), stream.file(), ledgers));
      while (!over(sending)) {
        job.requireAlive();
        resident.add(ProcessMemory.now(job.process()));
        options.progress(
            String.format(Locale.ROOT, "resident: %,.0f MiB", last(resident) / GrowthLine.MIB));
      }
      for (JsonNode line : job.diary()) {
        if (line.path("heap").longValue() >= 0) {
          heaps.add(line.path("heap").longValue());
        }
      }
    }
    report
        .setting("soak", Durations.format(soak))
        .setting("sample", Durations.format(sample))
        .setting("rate", rate)
        .setting("size", stream.size().toString())
        .result("samples", new Soak(resident, heaps))
        .print(words("resident", resident) + "\n" + words("heap after collection", heaps), options);
  }

  /** Waits for the next sample; true when the load has ended. */
  private boolean over(CompletableFuture<Void> sending) throws Exception {
    try {
      sending.get(sample.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      throw new UserError("the readings could not be sent", e);
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  private static String words(String what, List<Long> samples) {
    return String.format(
        Locale.ROOT,
        "%s: %,.0f MiB at first, %,.0f at last, %,.0f at most in %d samples; last quarter / second"
            + " quarter %.2f: %s",
        what,
        samples.get(0) / GrowthLine.MIB,
        last(samples) / GrowthLine.MIB,
        samples.stream().mapToLong(Long::longValue).max().orElseThrow() / GrowthLine.MIB,
        samples.size(),
        Soak.growth(samples),
        Soak.flat(samples) ? "flat" : "NOT FLAT");
  }

  private static long last(List<Long> samples) {
    return samples.get(samples.size() - 1);
  }
}
