package io.tidemark.benchmarks.kstreams;

import static java.util.stream.Collectors.joining;

import io.tidemark.benchmarks.peer.Refusals;
import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import java.util.List;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The window aggregation in the DSL of Kafka Streams, with final results only, as in the <a
 * href="https://kafka.apache.org/43/documentation/streams/developer-guide/dsl-api.html#window-final-results">guide</a>.
 * It uses {@code suppress} and not {@code EmitStrategy.onWindowClose()}. The latter disables the
 * cache, so that each reading becomes a changelog record. It also checks for closed windows at most
 * once a second, so that a single closing heartbeat may emit none.
 */
final class WindowTopology {
  /** The key for heartbeats, which have none: the DSL skips records without a key. */
  private static final Bytes NO_KEY = new Bytes(new byte[0]);

  private WindowTopology() {}

  /**
   * @throws UserError for a definition that needs another topology
   */
  static void requireSupported(StreamDefinition definition) {
    Refusals refusals = new Refusals("Kafka Streams", definition);
    refusals.requireCommon();
    StreamDefinition.Raw raw = definition.raw();
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    if (raw.key() == null) {
      throw refusals.of("raw records without a 'key'", "it groups by the key");
    }
    if (!aggregated.by().equals(List.of(raw.key()))) {
      throw refusals.of(
          "'by: "
              + aggregated.by().stream().map(Field::name).collect(joining(", ", "[", "]"))
              + "'",
          "it groups by the key of the raw records, '" + raw.key().name() + "', and nothing else");
    }
    if (aggregated.overlap() > 1) {
      throw refusals.of("'slide'", "its windows do not overlap");
    }
    if (aggregated.where() != null) {
      throw refusals.of("'where'", "it counts every reading");
    }
    TimeFormat format = raw.time().format();
    if (format != TimeFormat.MILLISECONDS) {
      throw refusals.of(
          "'%s' with 'format: %s'".formatted(raw.time().name(), format.keyword()),
          "it reads event times in milliseconds only");
    }
    for (Field field : raw.fields()) {
      if (field.quoted()) {
        throw refusals.of(
            "'" + field.name() + "' with 'quoted: true'", "it reads no numbers in quotes");
      }
    }
  }

  /**
   * @throws UserError as {@link #requireSupported}
   */
  static Topology of(StreamDefinition definition, String to) {
    StreamDefinition.Aggregated aggregated = definition.aggregated();
    requireSupported(definition);
    WindowShape shape = new WindowShape(definition);
    int time = definition.raw().indexOf(definition.raw().time());
    Serde<Bytes> keys = keys();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            definition.raw().topic(),
            Consumed.with(keys, readings(definition))
                .withTimestampExtractor(
                    (record, previous) -> ((RawValues) record.value()).numbers()[time]))
        .groupByKey()
        .windowedBy(TimeWindows.ofSizeAndGrace(aggregated.window(), aggregated.watermark()))
        .aggregate(
            shape::empty,
            (key, reading, state) -> shape.add(reading, state),
            Materialized.<Bytes, WindowState, WindowStore<Bytes, byte[]>>with(keys, shape.serde())
                // there are few open windows
                .withStoreType(new InMemoryDslStoreSuppliers())
                .withRetention(aggregated.window().plus(aggregated.watermark())))
        .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
        .toStream()
        .filter((window, state) -> state.count() > 0)
        .map(new WindowRecords(definition, shape)::row)
        .to(to, Produced.with(Serdes.String(), Serdes.ByteArray()));
    return builder.build();
  }

  private static Serde<RawValues> readings(StreamDefinition definition) {
    return Serdes.serdeFrom(
        (topic, reading) -> {
          throw new UnsupportedOperationException("readings are read only");
        },
        new JsonReadings(definition.raw()));
  }

  private static Serde<Bytes> keys() {
    BytesDeserializer bytes = new BytesDeserializer();
    return Serdes.serdeFrom(
        new BytesSerializer(),
        (topic, key) -> key == null ? NO_KEY : bytes.deserialize(topic, key));
  }
}
