package io.tidemark.stack.secure;

import java.util.List;
import java.util.Locale;

/** Who uses a secured stack. Each role has a login of its own, with the rights that it needs. */
public enum StackRole {
  /** May do everything, in Kafka and in Druid. */
  ADMIN("the console, and all others", List.of(), List.of()),
  /** Sends readings, and reads what earlier runs have sent. */
  GENERATOR(
      "generate, close-windows, gateway", List.of("TOPIC * READ", "TOPIC * WRITE"), List.of()),
  /** The Spark jobs: their transactions, and the consumer groups that hold committed epochs. */
  JOB(
      "aggregate",
      List.of("TOPIC * READ", "TOPIC * WRITE", "GROUP * READ", "TRANSACTIONAL_ID * WRITE"),
      List.of()),
  /** Attaches and detaches streams, skips records, and writes the rows of a backfill. */
  ATTACH(
      "attach, detach, skip, backfill",
      List.of("TOPIC * CREATE", "TOPIC * DESCRIBE_CONFIGS", "TOPIC * READ", "TOPIC * WRITE"),
      List.of("DATASOURCE .* READ", "DATASOURCE .* WRITE")),
  /** Reads all that is there: audit, live page, tail, doctor, queries. */
  AUDIT(
      "audit, page, tail, doctor, new, query",
      List.of("TOPIC * DESCRIBE_CONFIGS", "TOPIC * READ"),
      List.of("DATASOURCE .* READ", "STATE .* READ")),
  /** Reads tables. */
  DASHBOARDS("dashboards", List.of(), List.of("DATASOURCE .* READ")),
  /** Druid itself, as a consumer of Kafka. */
  DRUID("Druid's own consumers", List.of("TOPIC * READ"), List.of());

  private final String commands;
  private final List<Right> kafka;
  private final List<Right> druid;

  StackRole(String commands, List<String> kafka, List<String> druid) {
    this.commands = commands;
    this.kafka = kafka.stream().map(Right::of).toList();
    this.druid = druid.stream().map(Right::of).toList();
  }

  /** What uses the role's login, for the user. */
  public String commands() {
    return commands;
  }

  /** The rights in Kafka; the administrator needs none. */
  public List<Right> inKafka() {
    return kafka;
  }

  /** The rights in Druid; the administrator needs none. */
  public List<Right> inDruid() {
    return druid;
  }

  /** Whether the role has a login for Kafka. */
  public boolean usesKafka() {
    return this == ADMIN || !kafka.isEmpty();
  }

  /** Whether the role has a login for Druid. */
  public boolean usesDruid() {
    return this == ADMIN || !druid.isEmpty();
  }

  /** The name of the user in both systems: {@code audit}. */
  public String user() {
    return name().toLowerCase(Locale.ROOT);
  }
}
