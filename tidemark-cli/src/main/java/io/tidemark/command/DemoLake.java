package io.tidemark.command;

import io.tidemark.audit.lake.AuditedLake;
import io.tidemark.cli.Heap;
import io.tidemark.lake.LakeCatalog;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.process.SparkJob;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lake of a demo. It is among the data of the local stack, so it is deleted with the topics
 * that it was filled from, when the next stack starts, and can be queried until then.
 *
 * @param stream the file of the definition
 */
record DemoLake(StreamDefinition definition, Path stream) {
  private static final String DEFAULT_STREAM = "sensor-data";

  /** A demo ends when its last windows are archived, so epochs are short. */
  private static final String TRIGGER = "5s";

  /** Enough for some 2 million readings in an epoch; the tasks hold one file for each hour. */
  private static final String HEAP = "512m";

  /** Where it is. */
  static Path folder() {
    return StackSettings.defaultFolder().resolve("data/lake");
  }

  /** The log of the job that fills it. */
  static Path log() {
    return StackSettings.defaultFolder().resolve("logs/archive.log");
  }

  /**
   * Starts the job that fills it, with both queries in one JVM.
   *
   * @param options those that every job of the demo takes, from the stream to the time limits
   */
  static SparkJob start(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("archive", "--windows"));
    arguments.addAll(options);
    arguments.addAll(List.of("--lake", folder().toString(), "--trigger", TRIGGER));
    return SparkJob.start(
        arguments,
        log(),
        new SparkJob.Additions(List.of(Heap.option(Heap.OF_JOBS, HEAP)), List.of()));
  }

  AuditedLake audited() {
    return new AuditedLake(LakeCatalog.inFolder(folder()), definition);
  }

  /** Two commands that query it. */
  List<String> queries() {
    String windows = TableLayout.windows(definition).get(0).table();
    String start = StreamDefinition.WINDOW_START;
    String readings = definition.aggregated().readings().name();
    return List.of(
        query("select count(*) from " + TableLayout.READINGS),
        query(
            String.format(
                "select %1$s, sum(%2$s) as %2$s from %3$s group by %1$s order by %1$s",
                start, readings, windows)));
  }

  private String query(String sql) {
    return "./tidemark query" + streamOption() + lakeOption() + " \"" + sql + '"';
  }

  /** The option that names the lake, with a space before it. */
  String lakeOption() {
    Path here = Path.of("").toAbsolutePath();
    Path folder = folder().startsWith(here) ? here.relativize(folder()) : folder();
    return " --lake " + folder;
  }

  /** The option that names the stream, with a space before it; empty for the default. */
  String streamOption() {
    String name = definition.name();
    if (!stream.equals(Path.of("streams", name + ".yaml"))) {
      return " --stream " + stream;
    }
    return name.equals(DEFAULT_STREAM) ? "" : " --stream " + name;
  }
}
