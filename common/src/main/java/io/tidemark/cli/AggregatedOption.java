package io.tidemark.cli;

import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** Which of a stream's windows a command works on, where the definition has several kinds. */
public final class AggregatedOption {
  @Option(
      names = "--aggregated",
      paramLabel = "TOPIC",
      description =
          "Of a stream with several kinds of windows only those of this topic (default: all).")
  String topic;

  /**
   * The stream with the windows that were asked for.
   *
   * @throws UsageError when none of the stream's windows go to that topic
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
   * Requires that one kind of windows was chosen.
   *
   * @param option which needs that
   * @throws UsageError when the stream has several
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
   * Requires that windows of each kind start at a moment.
   *
   * @throws UsageError when they do not
   */
  public static void requireStart(String option, Instant moment, StreamDefinition definition) {
    for (StreamDefinition.Aggregated one : definition.aggregates()) {
      if (one.windowStart(moment.toEpochMilli()) != moment.toEpochMilli()) {
        throw new UsageError(
            option
                + ": expected the start of a window, which is every "
                + Durations.format(one.slide())
                + ", found "
                + moment);
      }
    }
  }
}
