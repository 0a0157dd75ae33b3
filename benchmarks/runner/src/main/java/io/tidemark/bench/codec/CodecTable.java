package io.tidemark.bench.codec;

import io.tidemark.bench.report.BenchTable;
import io.tidemark.bench.report.TextTable;
import java.util.List;
import java.util.Locale;

/**
 * The figures of the codec as they are read on a terminal, each beside Jackson on the same work.
 */
record CodecTable(List<CodecFigure> figures) {
  private static final String PEER = "jackson";

  String render() {
    return TextTable.table(
        figures,
        List.of(
            TextTable.left("work").with(figure -> (figure.work() + " " + figure.form()).strip()),
            TextTable.left("way").with(CodecFigure::way),
            TextTable.right("ns a record")
                .with(figure -> BenchTable.spread(figure.nanosecondsARecord())),
            TextTable.right("bytes a record")
                .with(figure -> String.format(Locale.ROOT, "%.0f", figure.bytesARecord())),
            TextTable.right("x " + PEER)
                .with(figure -> String.format(Locale.ROOT, "%.2f", speed(figure)))));
  }

  /** How many times as fast as the peer, by medians: the two did not take turns. */
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
