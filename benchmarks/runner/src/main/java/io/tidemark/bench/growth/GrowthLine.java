package io.tidemark.bench.growth;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.cli.text.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The results of one size.
 *
 * @param catchUps one for each repetition
 * @param mostResidentBytes the peak resident memory of the job
 */
record GrowthLine(GrowthCase size, List<CatchUp> catchUps, long mostResidentBytes) {
  static final double MIB = 1 << 20;

  /** Millions of records a second, for each repetition. */
  List<Double> millions() {
    return catchUps.stream().map(one -> one.recordsPerSecond() / 1e6).toList();
  }

  /** A table with one line for each size, compared with the first. */
  static String table(List<GrowthLine> lines) {
    List<Double> first = lines.get(0).millions();
    return new TextTable<>(lines)
        .left("size", line -> line.size().toString())
        .right("million records/s", line -> BenchTable.spread(line.millions()))
        .right("x the first", line -> BenchTable.spread(BenchTable.ratios(line.millions(), first)))
        .right("state, rows", line -> whole(line.most(CatchUp::stateRows)))
        .right("state, MiB", line -> whole(line.most(CatchUp::stateBytes) / MIB))
        .right("memory at most, MiB", line -> whole(line.mostResidentBytes() / MIB))
        .render();
  }

  private long most(ToLongFunction<CatchUp> figure) {
    return catchUps.stream().mapToLong(figure).max().orElseThrow();
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }
}
