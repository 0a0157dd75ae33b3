package io.tidemark.bench.load;

import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.AggregateFunction;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.process.ProjectRoot;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the stream of a benchmark. */
public final class BenchStream {
  private static final String DEFAULT = "benchmarks/fleet.yaml";

  @Option(
      names = "--stream",
      paramLabel = "FILE",
      description =
          "The definition of the stream (default: "
              + DEFAULT
              + ", whose four fields stay what they are, so that figures can be compared).")
  Path file;

  public StreamOption option() {
    return new StreamOption(file == null ? ProjectRoot.current().resolve(DEFAULT) : file);
  }

  /**
   * Requires that programs other than this project's job can do the same work.
   *
   * @throws UsageError with the unsupported feature
   */
  public static void requirePlain(StreamDefinition definition) {
    String more = beyondPlain(definition);
    if (more != null) {
      throw new UsageError(
          "--peers: the peers and the stock functions know nothing of "
              + more
              + "; measure '"
              + definition.name()
              + "' with --peers none and --way, which names the ways");
    }
  }

  /** A feature of a definition that other programs do not support, or null. */
  private static String beyondPlain(StreamDefinition definition) {
    StreamDefinition.Aggregated windows = definition.aggregated();
    if (definition.aggregates().size() > 1 || windows.overlap() > 1) {
      return "windows that slide or are of several kinds";
    }
    if (windows.where() != null || !definition.raw().derived().isEmpty()) {
      return "conditions and derived fields";
    }
    if (windows.columns().stream().anyMatch(column -> column.type().isSketch())) {
      return "sketches";
    }
    if (windows.measures().stream().anyMatch(one -> one.function() == AggregateFunction.STDDEV)) {
      return "exact standard deviations";
    }
    boolean plain =
        definition.raw().time().format() == TimeFormat.MILLISECONDS
            && definition.raw().fields().stream().noneMatch(Field::quoted);
    return plain ? null : "other event times than milliseconds, and numbers in quotes";
  }
}
