package io.tidemark.stack;

import io.tidemark.process.identity.ProcessId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Stops the processes of a stack in the order of their dependencies. */
final class ServiceShutdown {
  /** The time limit of a step, after which its processes are killed. */
  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(8);

  /** The time limit of all steps together, when every process must be killed. */
  static final Duration LIMIT = STEP_TIMEOUT.multipliedBy(Service.values().length + 1);

  private ServiceShutdown() {}

  static void inOrder(Map<Service, ProcessId> processes, Consumer<String> progress) {
    for (List<Service> step : Service.STOP_ORDER) {
      List<Service> alive =
          step.stream()
              .filter(service -> processes.containsKey(service))
              .filter(service -> processes.get(service).isAlive())
              .toList();
      if (!alive.isEmpty()) {
        progress.accept(
            "stopping " + String.join(", ", alive.stream().map(Service::label).toList()));
        alive.forEach(service -> processes.get(service).terminate());
        alive.forEach(service -> processes.get(service).endWithin(STEP_TIMEOUT));
      }
    }
  }
}
