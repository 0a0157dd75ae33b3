package io.tidemark.audit.report;

import io.tidemark.audit.comparison.Comparison;
import io.tidemark.cli.text.HumanFormat;
import java.util.stream.Collectors;

/** Words where the readings are, for those who wait. */
record ProgressText(Comparison comparison) {
  /** The readings of each station in one short line. */
  String line() {
    return comparison.snapshot().stations().stream()
            .map(station -> station.shortName() + " " + HumanFormat.format(station.readings()))
            .collect(Collectors.joining(" · "))
        + " of "
        + HumanFormat.format(comparison.expected().all());
  }
}
