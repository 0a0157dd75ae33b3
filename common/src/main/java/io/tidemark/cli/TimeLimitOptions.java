package io.tidemark.cli;

import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.record.TimeLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options for the possible event times. The aggregation and the audit need equal limits. */
public final class TimeLimitOptions {
  private static final String OFF = "off";

  @Option(
      names = "--max-ahead",
      paramLabel = "DURATION|off",
      defaultValue = "1m",
      description =
          "How far an event time may be ahead of the moment at which Kafka got the record; what is"
              + " further ahead is a dead letter. 'off' for a simulated clock that runs into the"
              + " future (default: ${DEFAULT-VALUE}).")
  String maxAhead;

  @Option(
      names = "--earliest",
      paramLabel = "TIME",
      defaultValue = "1971-01-01T00:00:00Z",
      description =
          "An event time before this one is a dead letter: one in 1970 is mostly one in another"
              + " unit. 0001-01-01T00:00:00Z lets in all (default: ${DEFAULT-VALUE}).")
  Instant earliest;

  /**
   * The limits of these options.
   *
   * @throws UsageError when a limit is invalid
   */
  public TimeLimits limits() {
    if (earliest.toEpochMilli() < TimeFormat.EARLIEST) {
      throw new UsageError("--earliest: expected a time from year 1 on, found " + earliest);
    }
    return new TimeLimits(earliest.toEpochMilli(), ahead());
  }

  /** Limits by the names of their options, in the form of their values. */
  public static Map<String, String> settings(TimeLimits limits) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "max-ahead", limits.maxAhead() == null ? OFF : Durations.format(limits.maxAhead()));
    settings.put("earliest", Instant.ofEpochMilli(limits.earliest()).toString());
    return settings;
  }

  /** Limits as arguments for another command. */
  public static List<String> arguments(TimeLimits limits) {
    List<String> arguments = new ArrayList<>();
    settings(limits).forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
    return arguments;
  }

  private Duration ahead() {
    if (OFF.equals(maxAhead)) {
      return null;
    }
    try {
      return Durations.parse(maxAhead);
    } catch (IllegalArgumentException e) {
      throw new UsageError("--max-ahead: " + e.getMessage() + ", or 'off'");
    }
  }
}
