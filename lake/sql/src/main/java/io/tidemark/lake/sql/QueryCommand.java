package io.tidemark.lake.sql;

import io.tidemark.cli.Commands;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.lake.LakeOption;
import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
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

/** {@code query}: asks the tables of a stream in the lake, with SQL. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Query the stream's tables in the lake with SQL, in this process: DuckDB reads the files of"
          + " their current snapshots.",
      "The tables are readings and windows; of a stream with several kinds of windows windows_10m"
          + " and the like ('show tables' lists them, 'describe readings' the columns). Nothing but"
          + " their files is read, and nothing is changed. Times are UTC."
    },
    footer = {
      "",
      "  ./tidemark query \"select count(*) from readings\"",
      "  ./tidemark query --stream weather --file queries/lake/weather-average-by-city.sql",
      "  ./tidemark query --csv \"select * from windows order by window_start\" > windows.csv"
    })
public final class QueryCommand implements Callable<Integer> {
  private static final Duration TO_END = Duration.ofSeconds(10);

  @Mixin StreamOption stream;
  @Mixin LakeOption lake;

  @Parameters(
      arity = "0..1",
      paramLabel = "SQL",
      description = "One statement that reads, in DuckDB's SQL; or --file has it.")
  String sql;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A file with the statement, such as one of queries/lake.")
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
    LakeDatabase database =
        LakeDatabase.open(TableLayout.namespace(definition), views(definition), memory, say);
    ShutdownStep ending =
        ShutdownSequence.ofThisProcess().addWork("ending the query", TO_END, database::cancel);
    PrintWriter out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut()));
    try {
      database.query(statement, rows -> format.write(rows, out, () -> isRead(out)));
      return 0;
    } finally {
      out.flush();
      database.close();
      // after a signal the process ends with this
      ending.close();
    }
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
