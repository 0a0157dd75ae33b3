package io.tidemark.registry;

import io.tidemark.model.encoding.SchemaCache;
import io.tidemark.model.encoding.SchemaSource;
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

  /** What the tasks of a process share; its connections cannot be serialized. */
  private static final Map<RegistryEndpoint, Known> PROCESS = new ConcurrentHashMap<>();

  private record Known(RegistryClient client, SchemaCache schemas) {}

  @Override
  public String schema(int id) {
    Known known =
        PROCESS.computeIfAbsent(
            endpoint, one -> new Known(new RegistryClient(one), new SchemaCache()));
    return known.schemas.schema(id, one -> ask(known.client, one));
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
