package io.tidemark.cli;

import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that selects one aggregated topic of a stream that has several. */
public final class AggregatedOption {
  @Option(
      names = "--aggregated",
      paramLabel = "TOPIC",
      description =
          "Of a stream with several kinds of windows only those of this topic (default: all).")
  String topic;

  /**
   * Returns the definition with the selected windows.
   *
   * @throws UsageError when the stream has no such aggregated topic
   */
  public StreamDefinition choose(StreamDefinition definition) {
    if (topic == null) {
      return definition;
    }
    List<StreamDefinition> found =
        definition.single().stream().filter(one -> one.aggregated().topic().equals(topic)).toList();
    if (found.isEmpty()) {
      throw new UsageError(
          "--aggregated: expected one of the topics "
              + String.join(", ", definition.aggregatedTopics())
              + ", found "
              + topic);
    }
    return found.get(0);
  }

  /**
   * Requires that the definition has one aggregated topic.
   *
   * @param option the option that requires it
   * @throws UsageError when the definition has several
   */
  public static void requireOne(String option, StreamDefinition definition) {
    if (definition.aggregates().size() > 1) {
      throw new UsageError(
          option
              + ": expected --aggregated with it, which names one of the stream's windows: "
              + String.join(", ", definition.aggregatedTopics()));
    }
  }

  /**
   * Requires that an instant is a window start in each aggregated topic.
   *
   * @throws UsageError when it is not
   */
  public static void requireStart(String option, Instant instant, StreamDefinition definition) {
    for (StreamDefinition.Aggregated one : definition.aggregates()) {
      if (one.windowStart(instant.toEpochMilli()) != instant.toEpochMilli()) {
        throw new UsageError(
            option
                + ": expected the start of a window, which is every "
                + Durations.format(one.slide())
                + ", found "
                + instant);
      }
    }
  }
}
