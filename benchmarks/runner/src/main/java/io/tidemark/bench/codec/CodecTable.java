package io.tidemark.bench.codec;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.cli.text.TextTable;
import java.util.List;
import java.util.Locale;

/** The table of the codec's results, each compared with Jackson on the same work. */
record CodecTable(List<CodecFigure> figures) {
  private static final String PEER = "jackson";

  String render() {
    return new TextTable<>(figures)
        .left("work", figure -> (figure.work() + " " + figure.form()).strip())
        .left("way", CodecFigure::way)
        .right("ns a record", figure -> BenchTable.spread(figure.nanosecondsARecord()))
        .right(
            "bytes a record", figure -> String.format(Locale.ROOT, "%.0f", figure.bytesARecord()))
        .right("x " + PEER, figure -> String.format(Locale.ROOT, "%.2f", speed(figure)))
        .render();
  }

  /** The ratio of speed to the peer's, by medians, because the two did not run in turns. */
  private double speed(CodecFigure figure) {
    CodecFigure peer =
        figures.stream()
            .filter(
                other ->
                    other.way().equals(PEER)
                        && other.work().equals(figure.work())
                        && other.form().equals(figure.form()))
            .findFirst()
            .orElseThrow();
    return BenchTable.median(peer.nanosecondsARecord())
        / BenchTable.median(figure.nanosecondsARecord());
  }
}
