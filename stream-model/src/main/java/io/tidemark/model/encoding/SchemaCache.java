package io.tidemark.model.encoding;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * The schemas of one registry that a process knows. A schema never changes, so each is asked for
 * once; an id that the registry does not know may be registered later. Thread-safe.
 */
public final class SchemaCache {
  /** How long an id that the registry does not know is not asked for again. */
  private static final Duration UNKNOWN = Duration.ofSeconds(10);

  private static final int MOST_UNKNOWN = 10_000;

  private final Map<Integer, String> schemas = new ConcurrentHashMap<>();

  /** When an id was not known, in nanoseconds. */
  private final Map<Integer, Long> unknown = new ConcurrentHashMap<>();

  /**
   * The schema of an id.
   *
   * @param registry answers with null for an id that it does not know; its exceptions are rethrown
   * @return null when the registry does not know it
   */
  public String schema(int id, IntFunction<String> registry) {
    String known = schemas.get(id);
    if (known != null) {
      return known;
    }
    Long asked = unknown.get(id);
    if (asked != null && System.nanoTime() - asked < UNKNOWN.toNanos()) {
      return null;
    }
    String found = registry.apply(id);
    if (found != null) {
      schemas.put(id, found);
      return found;
    }
    if (unknown.size() >= MOST_UNKNOWN) {
      unknown.clear();
    }
    unknown.put(id, System.nanoTime());
    return null;
  }
}
