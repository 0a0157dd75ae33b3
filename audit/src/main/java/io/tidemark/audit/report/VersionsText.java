package io.tidemark.audit.report;

import io.tidemark.cli.text.HumanFormat;
import java.util.List;

/** The outcome of a stream that has had several definitions, in one sentence. */
final class VersionsText {
  private VersionsText() {}

  /** The sum over the reports, one for each definition and kind of windows. */
  static String sum(List<AuditReport> reports) {
    long failing = reports.stream().filter(report -> !report.holds()).count();
    long windows = reports.stream().mapToLong(report -> report.windows().size()).sum();
    long aggregated = reports.stream().mapToLong(report -> report.balance().aggregated()).sum();
    return "Over all definitions: "
        + HumanFormat.count(aggregated, "reading")
        + " aggregated in "
        + HumanFormat.count(windows, "window")
        + "; "
        + (failing == 0
            ? "the audit holds"
            : "the audit does NOT hold for "
                + failing
                + " of "
                + HumanFormat.count(reports.size(), "report"))
        + ".";
  }
}
