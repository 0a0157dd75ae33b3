package io.tidemark.generator.options;

import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UsageError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which recording is replayed instead of a fleet, and how it is read. */
public final class RecordingOptions {
  /** How the readings of a recording are written. */
  public enum Format {
    /** A JSON object a line. */
    JSONL,
    /** A row a line, values with a separator between them. */
    CSV;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String STANDARD_INPUT = "-";

  /** What only a fleet can do. */
  private static final List<String> OF_FLEETS =
      List.of(
          "--entities",
          "--interval",
          "--duration",
          "--seed",
          "--clock",
          "--start",
          "--" + FaultOptions.LATE,
          "--" + FaultOptions.OUT_OF_ORDER,
          "--" + FaultOptions.DUPLICATED,
          "--" + FaultOptions.MALFORMED,
          "--" + FaultOptions.FAR_FUTURE,
          "--" + FaultOptions.SILENT);

  private static final List<String> OF_RECORDINGS = List.of("--format", "--separator", "--columns");

  /** The job and the audit read the same variables, so a fleet must get on with those being set. */
  private static final List<String> TIME_LIMITS = List.of("--max-ahead", "--earliest");

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Replay recorded readings instead of a fleet's: JSON lines or CSV, plain, gzip or zstd;"
              + " '-' is standard input. Event times stay as they are.")
  public String from;

  @Option(
      names = "--format",
      paramLabel = "jsonl|csv",
      description =
          "How the recording is written (default: what its name says, or else csv with --columns or"
              + " --separator, or else JSON lines if it begins with '{').")
  public Format format;

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      description =
          "What stands between the values of a CSV row, '\\t' for a tab (default: ',', of a .tbl"
              + " file '|', of a .tsv file a tab).")
  String separator;

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "The columns of a CSV file that has no header, with commas between them; the others are"
              + " passed over.")
  public List<String> columns;

  @Mixin public TimeLimitOptions timeLimits = new TimeLimitOptions();

  public boolean fromStandardInput() {
    return STANDARD_INPUT.equals(from);
  }

  /**
   * Checks what goes together.
   *
   * @throws UsageError with the name of the option that does not
   */
  void check() {
    if (from == null) {
      requireNone(OF_RECORDINGS.stream().filter(this::isGiven));
      requireNone(TIME_LIMITS.stream().filter(this::isTyped));
      return;
    }
    for (String option : OF_FLEETS) {
      if (isGiven(option)) {
        throw new UsageError(
            option
                + ": expected nothing of a simulated fleet beside --from, which replays a"
                + " recording as it is; leave it out");
      }
    }
    timeLimits.limits();
    separator(',');
  }

  private static void requireNone(Stream<String> given) {
    given
        .findFirst()
        .ifPresent(
            option -> {
              throw new UsageError(option + ": expected --from with it, which names a recording");
            });
  }

  private boolean isGiven(String option) {
    return isTyped(option) || fromEnvironment(command.findOption(option)) != null;
  }

  private boolean isTyped(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private String fromEnvironment(OptionSpec option) {
    IDefaultValueProvider environment = command.commandLine().getDefaultValueProvider();
    try {
      return environment == null ? null : environment.defaultValue(option);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What stands between the values of a row.
   *
   * @param usual when nothing was typed
   * @throws UsageError when it is not one character that can
   */
  public char separator(char usual) {
    if (separator == null) {
      return usual;
    }
    String text = separator.equals("\\t") ? "\t" : separator;
    if (text.length() != 1 || text.charAt(0) > '~' || "\"\r\n".contains(text)) {
      throw new UsageError(
          "--separator: expected one ASCII character or \\t, and no quote, found '"
              + separator
              + "'");
    }
    return text.charAt(0);
  }

  /** Whether something was typed that is for CSV alone. */
  public boolean saysOfCsv() {
    return separator != null || columns != null;
  }

  /**
   * Checks that nothing was typed that is for CSV alone.
   *
   * @throws UsageError with the name of the option that was
   */
  public void requireCsv() {
    if (saysOfCsv()) {
      throw new UsageError(
          (separator != null ? "--separator" : "--columns")
              + ": expected a CSV file, found JSON lines; leave it out, or say --format csv");
    }
  }

  /** What was typed of the reading, by the name of the option. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("from", from);
    if (columns != null) {
      settings.put("columns", String.join(",", columns));
    }
    return settings;
  }
}
