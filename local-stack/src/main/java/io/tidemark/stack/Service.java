package io.tidemark.stack;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The processes of the local stack, in the order in which they are listed. */
public enum Service {
  ZOOKEEPER,
  /** Kafka's first broker, and the only one unless a stack has three. */
  KAFKA,
  KAFKA_2,
  KAFKA_3,
  /** The schema registry, which only streams in Avro need. */
  REGISTRY,
  /** Druid's coordinator, which is also its overlord. */
  COORDINATOR,
  BROKER,
  HISTORICAL,
  INDEXER,
  /** Druid's address for all clients; serves the web console. */
  ROUTER;

  /** The brokers of a stack with three, each of them a controller too; the node ids begin at 1. */
  public static final List<Service> BROKERS = List.of(KAFKA, KAFKA_2, KAFKA_3);

  /** What every stack has. */
  static final List<Service> ALWAYS =
      List.of(ZOOKEEPER, KAFKA, COORDINATOR, BROKER, HISTORICAL, INDEXER, ROUTER);

  /** Druid's five services; to start they need only ZooKeeper. */
  static final List<Service> DRUID = List.of(COORDINATOR, BROKER, HISTORICAL, INDEXER, ROUTER);

  /**
   * The order of shutdown; the services of one step stop at the same time. Druid stops before
   * ZooKeeper, which it needs to deregister, and clients stop before their servers.
   */
  static final List<List<Service>> STOP_ORDER =
      List.of(
          List.of(ROUTER, BROKER),
          List.of(INDEXER),
          List.of(HISTORICAL, COORDINATOR),
          List.of(REGISTRY),
          BROKERS,
          List.of(ZOOKEEPER));

  /** The name in messages, file names and the state file: {@code kafka-2}, {@code router}. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
