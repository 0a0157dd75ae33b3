package io.tidemark.command;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.command.sample.Sample;
import io.tidemark.command.sample.SampledDefinition;
import io.tidemark.command.sample.TopicSample;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.replay.RecordingSample;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code new}: writes a definition as a template for a new stream. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Write NAME.yaml, a small definition of a stream to begin one's own from.",
      "Its comments explain each line. A file that is there is never overwritten.",
      "With --from the definition is made from a sample: the first 10,000 records of a recording or a"
          + " topic. What was found is printed as a table, and what the sample cannot answer is"
          + " marked with '?'. The exit code is 1 if the definition reads no record of the sample;"
          + " nothing is written then."
    },
    footer = {
      "",
      "  ./tidemark new greenhouse",
      "  ./tidemark new greenhouse --print",
      "  ./tidemark new meters --from readings.csv",
      "  ./tidemark new meters --from topic:meters --kafka broker:9092"
    })
public final class NewCommand implements Callable<Integer> {
  private static final String FOLDER = "streams";
  private static final String TOPIC = "topic:";
  private static final String UTF_8 = "UTF-8";
  private static final int MOST_REASONS = 10;

  @Parameters(paramLabel = "NAME", description = "The stream's name: a-z, 0-9 and '-'.")
  String name;

  @Option(
      names = "--streams",
      paramLabel = "FOLDER",
      defaultValue = FOLDER,
      description = "The folder of definitions (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(names = "--print", description = "Print the definition instead, and write nothing.")
  boolean print;

  @Option(
      names = "--from",
      paramLabel = "SAMPLE",
      description =
          "Make the definition from a sample: a file with JSON (lines, arrays, objects) or CSV, plain"
              + " or in gzip, zstd or zip; '-', standard input; or topic:NAME, a Kafka topic.")
  String from;

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "The columns of a CSV file that has no header, with commas between them; the others are"
              + " passed over.")
  List<String> columns;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description =
          "The character set of the recording, for example ISO-8859-1 or windows-1252; a byte order"
              + " mark of UTF-16 takes precedence (default: ${DEFAULT-VALUE}).")
  String charset = UTF_8;

  /** The separator that a replay needs as an option; otherwise null. */
  private String separator;

  @Mixin KafkaOptions kafka = new KafkaOptions();

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (!StreamDefinition.NAME.matcher(name).matches()) {
      throw new UsageError(
          "expected a name of a-z, 0-9 and '-', 100 characters at most, found '" + name + "'");
    }
    if (columns != null && (from == null || from.startsWith(TOPIC))) {
      throw new UsageError("--columns: expected --from with it, which names a CSV file");
    }
    PrintWriter out = spec.commandLine().getOut();
    int exit = from == null ? fromTemplate(out) : fromSample(out);
    out.flush();
    return exit;
  }

  private int fromTemplate(PrintWriter out) {
    String template = template();
    if (print) {
      out.print(template);
    } else {
      create(template, out);
      out.println("  ./tidemark demo" + options());
      out.println("  ./tidemark describe" + options() + " --write");
      looks("").forEach(out::println);
    }
    return 0;
  }

  private int fromSample(PrintWriter out) {
    if (!print) {
      requireNew(file());
    }
    Sample sample = sample();
    SampledDefinition definition = SampledDefinition.of(name, sample);
    PrintWriter report = print ? spec.commandLine().getErr() : out;
    report(definition, sample, report);
    report.flush();
    if (definition.read() == 0) {
      return 1;
    }
    if (print) {
      out.print(definition.text());
      return 0;
    }
    create(definition.text(), out);
    next(definition, sample).forEach(line -> out.println("  " + line));
    looks(limits(definition)).forEach(out::println);
    return 0;
  }

  private Sample sample() {
    if (from.startsWith(TOPIC)) {
      return TopicSample.read(kafka.properties(), from.substring(TOPIC.length()));
    }
    RecordingOptions recording = new RecordingOptions(from, columns, charset);
    String source = recording.fromStandardInput() ? "standard input" : from;
    RecordingSample read = RecordingSample.read(recording, Sample.MOST);
    separator = read.usualSeparator() ? null : read.separator();
    return Sample.of(source, read);
  }

  private static void report(SampledDefinition definition, Sample sample, PrintWriter out) {
    out.println(definition.table());
    out.println();
    definition.notes().forEach(out::println);
    out.println(
        String.format(
            Locale.ROOT,
            "the definition reads %,d of %,d records of the sample%s",
            definition.read(),
            sample.records().size(),
            sample.more() ? ", the first ones" : ""));
    definition.refused().entrySet().stream()
        .limit(MOST_REASONS)
        .forEach(
            one ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "  %,d refused: %s; for example %s",
                        one.getValue().count(),
                        one.getKey(),
                        one.getValue().example())));
    if (definition.refused().size() > MOST_REASONS) {
      out.println("  and " + (definition.refused().size() - MOST_REASONS) + " more reasons");
    }
  }

  private List<String> next(SampledDefinition definition, Sample sample) {
    if (sample.topic() != null) {
      return List.of("./tidemark attach" + options(), "./tidemark aggregate stream" + options());
    }
    String recording = " --from " + (from.matches("[\\w./-]+") ? from : "'" + from + "'");
    if (columns != null) {
      recording += " --columns '" + String.join(",", columns) + "'";
    }
    if (separator != null) {
      recording += " --separator '" + separator + "'";
    }
    if (!charset.equals(UTF_8)) {
      recording += " --charset " + charset;
    }
    recording += limits(definition);
    return List.of("./tidemark demo" + options() + recording);
  }

  /** The options for times that are not possible otherwise. */
  private static String limits(SampledDefinition definition) {
    return (definition.isAhead(Instant.now()) ? " --max-ahead off" : "")
        + (definition.isEarly() ? " --earliest " + Instant.ofEpochMilli(TimeFormat.EARLIEST) : "");
  }

  /**
   * How to look at the stream while it runs, or is left running.
   *
   * @param limits options of the page
   */
  private List<String> looks(String limits) {
    return List.of(
        "beside a pipeline that runs, or after 'demo --keep', a live page and a dashboard:",
        "  ./tidemark page" + options() + limits,
        "  ./tidemark dashboards" + options());
  }

  private String options() {
    return " --stream " + name + (folder.equals(Path.of(FOLDER)) ? "" : " --streams " + folder);
  }

  private Path file() {
    return folder.resolve(name + ".yaml");
  }

  private void create(String definition, PrintWriter out) {
    write(file(), definition);
    out.println("created " + file() + "; next:");
  }

  private void requireNew(Path file) {
    requireFolder();
    if (Files.exists(file)) {
      throw taken(file, null);
    }
  }

  private static UsageError taken(Path file, Throwable cause) {
    return new UsageError(
        "expected a name that is not taken, found " + file + "; choose another, or delete the file",
        cause);
  }

  private void write(Path file, String definition) {
    requireFolder();
    try {
      Files.writeString(file, definition, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw taken(file, e);
    } catch (IOException e) {
      throw new UserError("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void requireFolder() {
    if (!Files.isDirectory(folder)) {
      throw new UsageError(
          "--streams: expected the folder of definitions, found no folder "
              + folder
              + "; run it in the project's folder, or make the folder first");
    }
  }

  private String template() {
    try (InputStream template = NewCommand.class.getResourceAsStream("new-stream.yaml")) {
      return new String(Objects.requireNonNull(template).readAllBytes(), StandardCharsets.UTF_8)
          .replace("${name}", name);
    } catch (IOException e) {
      throw new UserError("cannot read the template: " + e.getMessage(), e);
    }
  }
}
