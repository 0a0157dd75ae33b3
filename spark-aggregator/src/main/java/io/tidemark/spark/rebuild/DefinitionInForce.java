package io.tidemark.spark.rebuild;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionException;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.spark.checkpoint.Checkpoint;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Whether a folder is the checkpoint of a definition that was in force before this one. */
  public boolean replaces(String folder, Configuration hadoop) {
    String own = definition.stateShape();
    Optional<String> found = Checkpoint.shape(folder, hadoop).filter(shape -> !shape.equals(own));
    return newest.isPresent() && found.isPresent() && shapes().contains(found.get());
  }

  private Set<String> shapes() {
    return history.definitions().stream()
        .flatMap(text -> shape(text).stream())
        .collect(Collectors.toSet());
  }

  /** Nothing for a definition of another release that this one does not read. */
  private static Optional<String> shape(String text) {
    try {
      return Optional.of(DefinitionReader.parse(text, "history").stateShape());
    } catch (DefinitionException e) {
      return Optional.empty();
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
