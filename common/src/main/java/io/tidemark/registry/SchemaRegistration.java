package io.tidemark.registry;

import io.tidemark.cli.UserError;
import io.tidemark.model.avro.AvroDecoder;
import io.tidemark.model.avro.AvroRowDecoder;
import io.tidemark.model.avro.AvroRowSchema;
import io.tidemark.model.avro.AvroSchema;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.encoding.SchemaIds;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Registers the schemas that follow from a definition: those of readings and of rows under {@code
 * TOPIC-value}, that of the heartbeats under {@code TOPIC-io.tidemark.Heartbeat}.
 */
final class SchemaRegistration {
  /** A reader with the new schema reads what was written with the one before. */
  private static final String LEVEL = "BACKWARD";

  private final RegistryClient client;

  SchemaRegistration(RegistryClient client) {
    this.client = client;
  }

  /** The subject of the readings or of the rows in a topic. */
  static String subject(String topic) {
    return topic + "-value";
  }

  /**
   * Registers the schemas of the raw topic.
   *
   * @throws UserError when the registry refuses one
   */
  SchemaIds register(StreamDefinition definition) {
    String topic = definition.raw().topic();
    return new SchemaIds(
        register(
            subject(topic),
            AvroSchema.reading(definition),
            latest -> AvroDecoder.problem(latest, definition.raw())),
        register(topic + "-" + AvroSchema.HEARTBEAT_NAME, AvroSchema.HEARTBEAT, latest -> null));
  }

  /**
   * Registers the schemas of the rows of windows.
   *
   * @return their ids, one for each kind of windows
   * @throws UserError when the registry refuses one
   */
  List<Integer> registerRows(StreamDefinition definition) {
    return definition.aggregates().stream()
        .map(
            windows ->
                register(
                    subject(windows.topic()),
                    AvroRowSchema.of(definition, windows),
                    latest -> AvroRowDecoder.problem(latest, RowColumn.of(windows))))
        .toList();
  }

  /**
   * @param unreadable why the definition does not read a schema, or null
   */
  private int register(String subject, String schema, UnaryOperator<String> unreadable) {
    String level = client.level(subject);
    if (level == null) {
      client.setLevel(subject, LEVEL);
    }
    String refusal = client.incompatibility(subject, schema);
    if (refusal != null) {
      // some registries do not say which field it is
      String latest = client.latest(subject);
      String problem = latest == null ? null : unreadable.apply(latest);
      throw new UserError(
          "the schema of the definition does not fit the latest one of the subject "
              + subject
              + " ("
              + (level == null ? LEVEL : level)
              + "): "
              + (problem == null ? refusal : problem));
    }
    return client.register(subject, schema);
  }

  /**
   * Requires that the readings in the topic can be read: the latest schema of its subject, if there
   * is one.
   */
  void requireReadable(StreamDefinition definition) {
    String subject = subject(definition.raw().topic());
    String latest = client.latest(subject);
    String problem = latest == null ? null : AvroDecoder.problem(latest, definition.raw());
    if (problem != null) {
      throw new UserError("the subject " + subject + " has a schema that is not read: " + problem);
    }
  }
}
