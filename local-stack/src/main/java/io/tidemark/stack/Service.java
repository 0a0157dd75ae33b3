package io.tidemark.stack;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The processes of the local stack, in the order in which they are listed to people. */
public enum Service {
  ZOOKEEPER,
  KAFKA,
  /** Druid's coordinator, which is its overlord too. */
  COORDINATOR,
  BROKER,
  HISTORICAL,
  INDEXER,
  /** Druid's only address for clients; serves the web console. */
  ROUTER;

  /** Druid's five; they need ZooKeeper, and nothing else, to start. */
  static final List<Service> DRUID = List.of(COORDINATOR, BROKER, HISTORICAL, INDEXER, ROUTER);

  /**
   * Who is stopped when: those of one step at the same time. Druid goes before the ZooKeeper that
   * it needs to sign off, and those that ask before those that answer.
   */
  static final List<List<Service>> STOP_ORDER =
      List.of(
          List.of(ROUTER, BROKER),
          List.of(INDEXER),
          List.of(HISTORICAL, COORDINATOR),
          List.of(KAFKA),
          List.of(ZOOKEEPER));

  /** The name in messages, file names and the state file: {@code kafka}, {@code router}. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
