package io.tidemark.generator.options;

import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UsageError;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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

/** The options for the replay of a recording. */
public final class RecordingOptions {
  /** The name of the setting under which a ledger names the recording. */
  public static final String FROM = "from";

  /** The format of a recording. */
  public enum Format {
    /** One JSON object per line. */
    JSONL,
    /** JSON arrays, or objects that may span lines. */
    JSON,
    /** One row per line, with separated values. */
    CSV;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String STANDARD_INPUT = "-";

  /** The options that require a simulated fleet. */
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

  private static final List<String> OF_RECORDINGS =
      List.of("--format", "--separator", "--columns", "--charset", "--max-refused");

  /** The job and the audit read these variables too: a fleet run ignores them. */
  private static final List<String> TIME_LIMITS = List.of("--max-ahead", "--earliest");

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Replay recorded readings instead of a fleet's: JSON (lines, arrays, objects) or CSV,"
              + " plain or in gzip, zstd or zip; '-' is standard input. Event times stay as they"
              + " are.")
  public String from;

  @Option(
      names = "--format",
      paramLabel = "jsonl|json|csv",
      description =
          "How the recording is written: 'jsonl' has an object in each line, 'json' has arrays of"
              + " objects, or objects that may span lines (default: CSV or JSON by its name, or else"
              + " CSV with --columns or --separator, or else JSON if it begins with '{' or '['; the"
              + " first object decides between jsonl and json).")
  public Format format;

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      description =
          "The separator of the values in a CSV row, '\\t' for a tab (default: ',', of a .tbl"
              + " file '|', of a .tsv file a tab; if the header then has no field, the one of"
              + " ',', ';', tab and '|' with which it has).")
  String separator;

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "The columns of a CSV file that has no header, with commas between them; the others are"
              + " passed over.")
  public List<String> columns;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description =
          "The character set of the recording, for example ISO-8859-1 or windows-1252; a byte order"
              + " mark of UTF-16 takes precedence (default: ${DEFAULT-VALUE}).")
  String charset = "UTF-8";

  @Option(
      names = "--max-refused",
      paramLabel = "RATE",
      defaultValue = "0.5",
      converter = RateConverter.class,
      description =
          "The largest share of the records that may become dead letters or cannot be sent, as 0.05"
              + " or 5%%; beyond it the run ends with exit code 1 and the reasons (default:"
              + " ${DEFAULT-VALUE}).")
  public BigDecimal maxRefused;

  @Mixin public TimeLimitOptions timeLimits = new TimeLimitOptions();

  public RecordingOptions() {}

  /**
   * Creates the options from code, to look at a recording without a replay.
   *
   * @param columns the names of the columns, or null
   */
  public RecordingOptions(String from, List<String> columns, String charset) {
    this.from = from;
    this.columns = columns == null ? null : List.copyOf(columns);
    this.charset = charset;
  }

  public boolean fromStandardInput() {
    return STANDARD_INPUT.equals(from);
  }

  /**
   * Checks the combination of options.
   *
   * @throws UsageError with the name of the option that conflicts
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
    charset();
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
   * The separator of the values in a row.
   *
   * @param usual the default
   * @throws UsageError when it is not one permitted character
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

  /** Whether the separator was given. */
  public boolean hasSeparator() {
    return separator != null;
  }

  /**
   * The character set of the recording.
   *
   * @throws UsageError when there is none of that name
   */
  public Charset charset() {
    try {
      return Charset.forName(charset);
    } catch (IllegalArgumentException e) {
      throw new UsageError(
          "--charset: expected the name of a character set, such as UTF-8, ISO-8859-1 or"
              + " windows-1252, found '"
              + charset
              + "'",
          e);
    }
  }

  /** Whether the earliest possible event time was given. */
  public boolean hasEarliest() {
    return isGiven("--earliest");
  }

  /** Whether an option for CSV was given. */
  public boolean hasCsvOptions() {
    return separator != null || columns != null;
  }

  /**
   * Checks that no option for CSV was given.
   *
   * @throws UsageError with the name of the option
   */
  public void requireCsv() {
    if (hasCsvOptions()) {
      throw new UsageError(
          (separator != null ? "--separator" : "--columns")
              + ": expected a CSV file, found JSON; leave it out, or say --format csv");
    }
  }

  /** The given options for the recording, by name. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(FROM, from);
    if (columns != null) {
      settings.put("columns", String.join(",", columns));
    }
    if (!charset().equals(StandardCharsets.UTF_8)) {
      settings.put("charset", charset().name());
    }
    return settings;
  }
}
