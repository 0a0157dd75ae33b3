package io.tidemark.supervisor;

import io.tidemark.cli.UserError;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.time.Duration;
import java.util.function.Consumer;

/** A supervisor that is suspended for some steps. Closing it, or Ctrl-C, lets it go on. */
final class SuspendedSupervisor implements AutoCloseable {
  /** Longer than the timeout of a request to Druid. */
  private static final Duration TO_RESUME = Duration.ofSeconds(40);

  private final Supervisors supervisors;
  private final String id;
  private final Consumer<String> say;
  private final ShutdownStep step;
  private boolean resumed;

  SuspendedSupervisor(Supervisors supervisors, String id, Consumer<String> say) {
    this.supervisors = supervisors;
    this.id = id;
    this.say = say;
    // before the request: its answer can be lost although the supervisor is suspended
    step =
        ShutdownSequence.ofThisProcess()
            .add("resuming the supervisor " + id, TO_RESUME, this::resume);
    try {
      supervisors.suspend(id);
    } catch (UserError e) {
      close();
      throw e;
    }
  }

  private synchronized void resume() {
    if (resumed) {
      return;
    }
    resumed = true;
    try {
      supervisors.resume(id);
      say.accept("supervisor " + id + ": resumed");
    } catch (UserError e) {
      say.accept(
          "supervisor "
              + id
              + " stays suspended, it cannot be resumed: "
              + e.getMessage()
              + "; './tidemark attach' resumes it");
    }
  }

  @Override
  public void close() {
    resume();
    step.close();
  }
}
