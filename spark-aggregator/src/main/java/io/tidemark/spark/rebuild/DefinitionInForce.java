package io.tidemark.spark.rebuild;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.spark.checkpoint.Checkpoint;
import io.tidemark.spark.checkpoint.LeftOut;
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

  /** Of the definition; empty when nothing is recorded. */
  private final Optional<DefinitionVersion> version;

  private DefinitionInForce(
      DefinitionHistory history, StreamDefinition definition, Optional<DefinitionVersion> version) {
    this.history = history;
    this.definition = definition;
    this.version = version;
  }

  /**
   * Reads the history for a job that writes readings alone.
   *
   * @param client settings of a Kafka client
   * @throws UserError when another definition is in force
   */
  public static void require(Properties client, StreamDefinition definition) {
    DefinitionHistory.requireInForce(
        new DefinitionHistory(client, definition.name()).inForce(), definition);
  }

  /**
   * Reads the history for a job that writes windows.
   *
   * @param client settings of a Kafka client
   * @param until the end of the last windows of a definition that another one follows; null for one
   *     in force
   * @throws UserError when the definition may not write these windows
   */
  public static DefinitionInForce require(
      Properties client, StreamDefinition definition, Instant until) {
    DefinitionHistory history = new DefinitionHistory(client, definition.name());
    List<DefinitionVersion> versions = history.versions();
    Optional<DefinitionVersion> newest = versions.stream().reduce((one, other) -> other);
    boolean pending = newest.filter(DefinitionVersion::pending).isPresent();
    if (until == null) {
      if (pending) {
        throw notWritten(newest.get().from());
      }
      DefinitionHistory.requireInForce(newest, definition);
      return new DefinitionInForce(history, definition, newest);
    }
    Optional<DefinitionVersion> before =
        versions.stream().filter(one -> one.to() == until.toEpochMilli()).findFirst();
    if (!pending || before.isEmpty() || !before.get().isSame(definition)) {
      throw new UserError(
          "no definition follows this one at "
              + until
              + ": --until is for the job that './tidemark upgrade' runs");
    }
    return new DefinitionInForce(history, definition, before);
  }

  /** Windows that end after it belong to the definition, epoch milliseconds; nothing for all. */
  public OptionalLong boundary() {
    return version
        .filter(DefinitionVersion::hasBoundary)
        .map(one -> OptionalLong.of(one.from()))
        .orElse(OptionalLong.empty());
  }

  /**
   * Whether a folder is the checkpoint of a definition that was in force before this one, also of
   * an equal one.
   *
   * @throws UserError when that one has windows which are not written yet
   */
  public boolean replaces(String folder, Configuration hadoop) {
    String own = definition.stateShape();
    Optional<String> shape = Checkpoint.shape(folder, hadoop);
    if (version.isEmpty() || shape.isEmpty()) {
      return false;
    }
    if (shape.get().equals(own)) {
      // the last windows of an equal definition that another one followed
      OptionalLong leftOut = LeftOut.after(folder, hadoop);
      return leftOut.isPresent() && leftOut.getAsLong() != version.get().to();
    }
    List<DefinitionVersion> before =
        history.entries().stream().filter(entry -> hasShape(entry, shape.get())).toList();
    if (before.isEmpty()) {
      return false;
    }
    DefinitionVersion last = before.get(before.size() - 1);
    if (last.from() < version.get().from()) {
      requireWritten(last.definition(), version.get().from(), folder, hadoop);
    }
    return true;
  }

  private static void requireWritten(
      StreamDefinition before, long boundary, String folder, Configuration hadoop) {
    OptionalLong time = Boundary.eventTime(before, Checkpoint.watermark(folder, hadoop));
    if (time.isEmpty() || time.getAsLong() < Boundary.lastEnd(before, boundary)) {
      throw notWritten(boundary);
    }
  }

  private static UserError notWritten(long boundary) {
    return new UserError(
        "windows that end by "
            + Instant.ofEpochMilli(boundary)
            + " belong to the definition before, and are not all written: run './tidemark upgrade'"
            + " again, which goes on");
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
    if (version.isEmpty()) {
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
