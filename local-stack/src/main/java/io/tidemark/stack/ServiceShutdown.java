package io.tidemark.stack;

import io.tidemark.process.ProcessId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Ends the processes of a stack so that none is left waiting for another. */
final class ServiceShutdown {
  /** What a step may take before its processes are killed. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** What all steps together may take, when every process must be killed. */
  static final Duration LIMIT = PATIENCE.multipliedBy(Service.values().length + 1);

  private ServiceShutdown() {}

  static void inOrder(Map<Service, ProcessId> processes, Consumer<String> progress) {
    for (List<Service> step : Service.STOP_ORDER) {
      List<ProcessId> alive =
          step.stream()
              .map(processes::get)
              .filter(Objects::nonNull)
              .filter(ProcessId::isAlive)
              .toList();
      if (!alive.isEmpty()) {
        progress.accept(
            "stopping " + String.join(", ", step.stream().map(Service::label).toList()));
        alive.forEach(ProcessId::askToEnd);
        alive.forEach(process -> process.endWithin(PATIENCE));
      }
    }
  }
}
