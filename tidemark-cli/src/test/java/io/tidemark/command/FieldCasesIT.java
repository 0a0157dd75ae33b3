package io.tidemark.command;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What other people's producers bring with them, on one stack. The cases run side by side, each
 * with a stream of its own, because most of their time is waiting for Druid's tasks.
 */
class FieldCasesIT {
  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class Recordings extends RecordingCases {}

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class Poison extends PoisonCases {}

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class StuckSupervisor extends StuckSupervisorCases {}
}
