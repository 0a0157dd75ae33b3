package io.tidemark.audit.report;

import io.tidemark.audit.station.OtherVersions;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Shows the reports of a stream, one for each kind of its windows, to people, and to programs on
 * request.
 *
 * @param out where the table goes, unless the JSON does
 * @param err where the table goes then
 */
public record AuditOutput(PrintWriter out, PrintWriter err) {
  private static final String STANDARD_OUTPUT = "-";

  /** Without the partitions, unless one differs. */
  public void write(List<AuditReport> reports, String json, boolean allWindows) {
    write(reports, json, allWindows, false);
  }

  /**
   * Prints the tables and writes the JSON.
   *
   * @param json a file, "-" for standard output, or null for no JSON
   * @param allWindows whether every window is shown
   * @param partitions whether the partitions are shown even if none differs
   * @throws UserError when the file cannot be written
   */
  public void write(
      List<AuditReport> reports, String json, boolean allWindows, boolean partitions) {
    boolean jsonToOut = STANDARD_OUTPUT.equals(json);
    PrintWriter tableTo = jsonToOut ? err : out;
    for (AuditReport report : reports) {
      if (reports.size() > 1) {
        tableTo.print((report == reports.get(0) ? "" : "\n") + heading(report) + "\n\n");
      }
      tableTo.print(new AuditTable(report).render(allWindows, partitions));
    }
    if (reports.stream().anyMatch(report -> !heading(report).equals(report.topic()))) {
      tableTo.print("\n" + VersionsText.sum(reports) + "\n");
    }
    tableTo.flush();
    if (jsonToOut) {
      out.print(AuditJson.of(reports));
      out.flush();
    } else if (json != null) {
      save(reports, Path.of(json));
    }
  }

  /** The topic, and the definition if there were several. */
  private static String heading(AuditReport report) {
    return report.topic()
        + report.outcome().notes().stream()
            .filter(note -> note.startsWith(OtherVersions.NOTE))
            .findFirst()
            .map(note -> ", " + note)
            .orElse("");
  }

  private static void save(List<AuditReport> reports, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, AuditJson.of(reports));
    } catch (IOException e) {
      throw new UserError("cannot write the report " + file + ": " + e.getMessage(), e);
    }
  }
}
