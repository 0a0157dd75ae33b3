package io.tidemark.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints each check when it is done, and writes all of them as JSON on request. */
final class DoctorOutput {
  private static final String STANDARD_OUTPUT = "-";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final PrintWriter out;
  private final PrintWriter lines;
  private final String json;
  private final List<Check> checks = new ArrayList<>();

  /** All checks of a run, and the worst of their verdicts. */
  record Report(String stream, CheckStatus verdict, List<Check> checks) {}

  /**
   * @param out for the lines, unless the JSON is written to it
   * @param err for the lines in that case
   * @param json a file, "-" for standard output, or null for no JSON
   */
  DoctorOutput(PrintWriter out, PrintWriter err, String json) {
    this.out = out;
    this.lines = STANDARD_OUTPUT.equals(json) ? err : out;
    this.json = json;
  }

  /** Prints the line of a check. */
  void add(Check check) {
    checks.add(check);
    String advice = check.advice().isEmpty() ? "" : " -> " + check.advice();
    lines.printf("%-7s  %-21s %s%s%n", check.verdict().word(), check.name(), check.found(), advice);
    lines.flush();
  }

  /**
   * Prints the number of checks by verdict, and writes the JSON.
   *
   * @return the worst verdict
   * @throws UserError when the file cannot be written
   */
  CheckStatus end(String stream) {
    lines.printf(
        "%d fine, %d to look at, %d in trouble%n",
        count(CheckStatus.FINE), count(CheckStatus.LOOK), count(CheckStatus.TROUBLE));
    lines.flush();
    CheckStatus worst =
        checks.stream().map(Check::verdict).max(CheckStatus::compareTo).orElse(CheckStatus.FINE);
    if (json != null) {
      write(new Report(stream, worst, checks));
    }
    return worst;
  }

  private long count(CheckStatus verdict) {
    return checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  private void write(Report report) {
    try {
      String text = JSON.writeValueAsString(report) + "\n";
      if (STANDARD_OUTPUT.equals(json)) {
        out.print(text);
        out.flush();
      } else {
        Path file = Path.of(json).toAbsolutePath();
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UserError("cannot write the report " + json + ": " + e.getMessage(), e);
    }
  }
}
