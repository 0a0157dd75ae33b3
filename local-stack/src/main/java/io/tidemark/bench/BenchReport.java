package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * What a benchmark found: when, on what machine, with which versions and settings, and every single
 * figure. As JSON it is kept in {@code benchmarks/results}.
 */
final class BenchReport {
  private final Map<String, Object> all = new LinkedHashMap<>();
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, Object> results = new LinkedHashMap<>();

  /**
   * @param benchmark its name as a command
   */
  BenchReport(String benchmark) throws IOException {
    all.put("benchmark", benchmark);
    all.put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("environment", environment());
    all.put("versions", versions());
    all.put("settings", settings);
    all.put("results", results);
  }

  BenchReport setting(String name, Object value) {
    settings.put(name, value);
    return this;
  }

  /**
   * @param figures anything that Jackson can write; units are in the names
   */
  BenchReport result(String name, Object figures) {
    results.put(name, figures);
    return this;
  }

  /** Prints the table, and the report where the options say. */
  void print(CommandLine line, String table, BenchOptions options) throws IOException {
    say("-".equals(options.json) ? line.getErr() : line.getOut(), table);
    if (options.json != null) {
      String json =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
      if ("-".equals(options.json)) {
        say(line.getOut(), json);
      } else {
        Files.writeString(Path.of(options.json), json + System.lineSeparator());
      }
    }
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

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
