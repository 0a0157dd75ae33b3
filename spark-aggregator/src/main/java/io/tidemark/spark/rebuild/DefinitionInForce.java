package io.tidemark.spark.rebuild;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.checkpoint.Checkpoint;
import io.tidemark.spark.window.WindowedAggregation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.errors.AuthorizationException;

/** The definition of the job as the history of the stream has it. */
public final class DefinitionInForce {
  private final DefinitionHistory history;
  private final StreamDefinition definition;
  private final Optional<DefinitionVersion> newest;

  private DefinitionInForce(DefinitionHistory history, StreamDefinition definition) {
    this.history = history;
    this.definition = definition;
    newest = history.newest();
  }

  /**
   * Reads the history.
   *
   * @param client settings of a Kafka client
   * @throws UserError when another definition is in force
   */
  public static DefinitionInForce require(Properties client, StreamDefinition definition) {
    DefinitionInForce found =
        new DefinitionInForce(new DefinitionHistory(client, definition.name()), definition);
    DefinitionHistory.requireInForce(found.newest, definition);
    return found;
  }

  /** Windows that end after it belong to the definition, epoch milliseconds; nothing for all. */
  public OptionalLong boundary() {
    return newest
        .filter(DefinitionVersion::hasBoundary)
        .map(version -> OptionalLong.of(version.from()))
        .orElse(OptionalLong.empty());
  }

  /**
   * Whether a folder is the checkpoint of a definition that was in force before this one.
   *
   * @throws UserError when that one has windows which are not written yet
   */
  public boolean replaces(String folder, Configuration hadoop) {
    String own = definition.stateShape();
    Optional<String> shape = Checkpoint.shape(folder, hadoop).filter(found -> !found.equals(own));
    if (newest.isEmpty() || shape.isEmpty()) {
      return false;
    }
    List<DefinitionVersion> before =
        history.entries().stream().filter(entry -> hasShape(entry, shape.get())).toList();
    if (before.isEmpty()) {
      return false;
    }
    DefinitionVersion last = before.get(before.size() - 1);
    if (last.from() < newest.get().from()) {
      requireWritten(last.definition(), newest.get().from(), folder, hadoop);
    }
    return true;
  }

  private static void requireWritten(
      StreamDefinition before, long boundary, String folder, Configuration hadoop) {
    OptionalLong watermark = Checkpoint.watermark(folder, hadoop);
    long shift = WindowedAggregation.shift(before.aggregated());
    if (watermark.isEmpty() || watermark.getAsLong() - shift < floor(boundary, before)) {
      throw new UserError(
          "windows that end by "
              + Instant.ofEpochMilli(boundary)
              + " belong to the definition before, and are not all written: run './tidemark upgrade'"
              + " again, which goes on");
    }
  }

  /** The last end of a window by a time. */
  private static long floor(long boundary, StreamDefinition before) {
    return before.aggregates().stream()
        .mapToLong(windows -> windows.windowStart(boundary))
        .max()
        .orElseThrow();
  }

  /** False for a definition of another release that this one does not read. */
  private static boolean hasShape(DefinitionVersion entry, String shape) {
    try {
      return entry.definition().stateShape().equals(shape);
    } catch (UserError e) {
      return false;
    }
  }

  /**
   * Records the definition as the first one, if none is recorded. A job without the right to create
   * the topic leaves that to {@code attach}.
   *
   * @param text the YAML of the definition
   */
  public void record(String text) {
    if (newest.isEmpty()) {
      try {
        history.create();
        history.append(Long.MIN_VALUE, text);
      } catch (UserError e) {
        if (!(e.getCause() instanceof AuthorizationException)) {
          throw e;
        }
      }
    }
  }
}
