package io.tidemark.query;

import io.tidemark.cli.Commands;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidOption;
import io.tidemark.lake.LakeOption;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.lake.sql.LakeDatabase;
import io.tidemark.lake.sql.LakeView;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}: queries the tables of a stream in the lake, or Druid, with SQL. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Query the stream's tables in the lake, or its datasources in Druid, with SQL. Nothing is"
          + " changed. Times are UTC.",
      "In the lake the tables are readings and windows; of a stream with several kinds of windows"
          + " windows_10m and the like ('show tables' lists them, 'describe readings' the columns)."
          + " DuckDB reads the files of their current snapshots in this process, and no other file.",
      "In Druid the tables have the names of the topics, in double quotes, and the event time is"
          + " __time. The router plans the query, and the answer may take 5 minutes."
    },
    footer = {
      "",
      "  ./tidemark query \"select count(*) from readings\"",
      "  ./tidemark query --stream weather --file queries/lake/weather-average-by-city.sql",
      "  ./tidemark query --csv \"select * from windows order by window_start\" > windows.csv",
      "  ./tidemark query --on druid --file queries/sensor-data-top-vehicles.sql"
    })
public final class QueryCommand implements Callable<Integer> {
  private static final Duration TO_END = Duration.ofSeconds(10);

  /** What is queried. */
  enum Target {
    LAKE,
    DRUID
  }

  @Mixin StreamOption stream;
  @Mixin LakeOption lake;
  @Mixin DruidOption druid;

  @Option(
      names = "--on",
      paramLabel = "lake|druid",
      defaultValue = "lake",
      description = "What to query (default: ${DEFAULT-VALUE}).")
  Target on;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "One statement that reads, in the SQL of DuckDB or Druid; or --file has it.")
  String sql;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "A file with the statement, such as one of queries/lake, or of queries for Druid.")
  Path file;

  @Option(names = "--csv", description = "Write CSV with a header instead of a table.")
  boolean csv;

  @Option(names = "--json", description = "Write a JSON object a line instead of a table.")
  boolean json;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "512MB",
      description =
          "The limit of DuckDB's memory; what does not fit goes to temporary files (default:"
              + " ${DEFAULT-VALUE}).")
  String memory;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    StreamDefinition definition = stream.load();
    String statement = statement();
    Consumer<String> say = Commands.lines(spec.commandLine().getErr());
    ResultFormat format = format(say);
    PrintWriter out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut()));
    try {
      Consumer<QueryResult> writer = result -> format.write(result, out, () -> isRead(out));
      if (on == Target.DRUID) {
        requireDruidAlone();
        new DruidQuery(druid.reader(), topics(definition)).run(statement, writer);
      } else {
        queryLake(definition, statement, writer, say);
      }
      return 0;
    } finally {
      out.flush();
    }
  }

  private void queryLake(
      StreamDefinition definition,
      String statement,
      Consumer<QueryResult> writer,
      Consumer<String> say) {
    LakeDatabase database =
        LakeDatabase.open(TableLayout.namespace(definition), views(definition), memory, say);
    ShutdownStep ending =
        ShutdownSequence.ofThisProcess().addWork("ending the query", TO_END, database::cancel);
    try {
      database.query(
          statement,
          rows -> {
            try {
              writer.accept(QueryResult.of(rows));
            } catch (QueryResult.Failure e) {
              throw e.error();
            }
          });
    } finally {
      database.close();
      // after a signal the process ends with this
      ending.close();
    }
  }

  private void requireDruidAlone() {
    for (String option : List.of("--lake", "--lake-catalog", "--memory")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new UsageError(option + ": it is for --on lake, and cannot be used with --on druid");
      }
    }
  }

  private static List<String> topics(StreamDefinition definition) {
    List<String> topics = new ArrayList<>(List.of(definition.raw().topic()));
    definition.aggregates().forEach(windows -> topics.add(windows.topic()));
    return topics;
  }

  private static boolean isRead(PrintWriter out) {
    out.flush();
    // a writer around the stream hides its errors
    return !System.out.checkError();
  }

  private String statement() {
    if ((sql == null) == (file == null)) {
      throw new UsageError(
          "expected a statement, such as \"select count(*) from readings\", or --file; found "
              + (sql == null ? "neither" : "both"));
    }
    if (sql != null) {
      return sql;
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UsageError("cannot read the query " + file + ": " + e.getMessage(), e);
    }
  }

  private ResultFormat format(Consumer<String> say) {
    if (csv && json) {
      throw new UsageError("expected one of --csv and --json, found both");
    }
    if (csv) {
      return new CsvFormat();
    }
    return json ? new JsonFormat() : new TableFormat(say);
  }

  private List<LakeView> views(StreamDefinition definition) {
    List<LakeView> views = new ArrayList<>();
    try (LakeTables tables = new LakeTables(lake.catalog().openExisting())) {
      for (TableLayout layout : TableLayout.all(definition)) {
        views.add(
            tables
                .find(layout)
                .map(table -> LakeView.of(layout, table))
                .orElseGet(() -> LakeView.empty(layout)));
      }
    }
    if (views.stream().noneMatch(LakeView::exists)) {
      throw new UserError(
          "the lake has no table of stream "
              + definition.name()
              + " yet: './tidemark aggregate archive' writes them");
    }
    return views;
  }
}
