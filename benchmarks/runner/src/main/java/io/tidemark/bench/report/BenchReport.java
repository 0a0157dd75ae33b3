package io.tidemark.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemark.cli.text.TextTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * The results of a benchmark: time, commit, machine, versions, settings and all figures. The JSON
 * reports are in {@code benchmarks/results}.
 */
public final class BenchReport {
  private final Map<String, Object> all = new LinkedHashMap<>();
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, Object> results = new LinkedHashMap<>();
  private final List<Goal> goals = new ArrayList<>();

  /**
   * @param benchmark the name of its command
   */
  public BenchReport(String benchmark) throws IOException {
    all.put("benchmark", benchmark);
    all.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("commit", Commit.current());
    all.put("environment", environment());
    all.put("versions", versions());
    all.put("settings", settings);
    all.put("results", results);
  }

  public BenchReport setting(String name, Object value) {
    settings.put(name, value);
    return this;
  }

  /**
   * @param figures any value that Jackson can serialize; names contain the units
   */
  public BenchReport result(String name, Object figures) {
    results.put(name, figures);
    return this;
  }

  /** Adds a goal; ignored if it has no figures. */
  public BenchReport goal(Goal goal) {
    if (!goal.figures().isEmpty()) {
      goals.add(goal);
    }
    return this;
  }

  /** Prints the table and the goals, and writes the JSON report if requested. */
  public void print(String table, BenchOptions options) throws IOException {
    CommandLine line = options.command();
    PrintWriter out = "-".equals(options.json) ? line.getErr() : line.getOut();
    print(out, table);
    if (!goals.isEmpty()) {
      print(out, System.lineSeparator() + goalTable());
    }
    all.put("goals", goals.stream().map(Goal::toJson).toList());
    if (options.json != null) {
      String json =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
      if ("-".equals(options.json)) {
        print(line.getOut(), json);
      } else {
        Files.writeString(Path.of(options.json), json + System.lineSeparator());
      }
    }
  }

  private String goalTable() {
    return new TextTable<>(goals)
        .left("what", Goal::what)
        .right("found", Goal::found)
        .right("goal", Goal::bounds)
        .right("", goal -> goal.isReached() ? "reached" : "missed")
        .render();
  }

  private static Map<String, Object> environment() {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("cores", Runtime.getRuntime().availableProcessors());
    environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return environment;
  }

  private static Map<Object, Object> versions() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = BenchReport.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    }
    return new TreeMap<>(versions);
  }

  private static void print(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
