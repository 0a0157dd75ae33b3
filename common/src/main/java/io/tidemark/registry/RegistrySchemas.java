package io.tidemark.registry;

import io.tidemark.model.definition.SchemaSource;
import io.tidemark.retry.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of a registry. A schema never changes, so each is asked for once in a process. A
 * registry that does not answer is asked again, after longer and longer pauses, and then an
 * exception says so.
 *
 * @param limit for the answer to one question
 */
record RegistrySchemas(RegistryEndpoint endpoint, Duration limit) implements SchemaSource {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How long an id that the registry does not know is not asked for again. */
  private static final Duration UNKNOWN = Duration.ofSeconds(10);

  private static final int MOST_UNKNOWN = 10_000;

  /** What the tasks of a process share; its connections cannot be serialized. */
  private static final Map<RegistryEndpoint, Known> PROCESS = new ConcurrentHashMap<>();

  private static final class Known {
    private final RegistryClient client;
    private final Map<Integer, String> schemas = new ConcurrentHashMap<>();

    /** When an id was not known, in nanoseconds. */
    private final Map<Integer, Long> unknown = new ConcurrentHashMap<>();

    Known(RegistryEndpoint endpoint) {
      client = new RegistryClient(endpoint);
    }
  }

  @Override
  public String schema(int id) {
    Known known = PROCESS.computeIfAbsent(endpoint, Known::new);
    String schema = known.schemas.get(id);
    if (schema != null) {
      return schema;
    }
    Long asked = known.unknown.get(id);
    if (asked != null && System.nanoTime() - asked < UNKNOWN.toNanos()) {
      return null;
    }
    String found = ask(known.client, id);
    if (found != null) {
      known.schemas.put(id, found);
      return found;
    }
    if (known.unknown.size() >= MOST_UNKNOWN) {
      known.unknown.clear();
    }
    known.unknown.put(id, System.nanoTime());
    return null;
  }

  private String ask(RegistryClient client, int id) {
    Deadline deadline = Deadline.growing(limit, FIRST_PAUSE, LONGEST_PAUSE, System.err::println);
    String[] found = new String[1];
    deadline.awaitTrue(
        "the schema " + id,
        "start the registry; nothing was counted without it",
        () -> {
          found[0] = client.schema(id);
          return true;
        });
    return found[0];
  }
}
