package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.shutdown.ShutdownSequence;
import io.tidemark.shutdown.ShutdownStep;
import java.time.Duration;
import java.util.function.Consumer;

/** An indexing task. Closing it before the task has ended, or Ctrl-C, shuts the task down. */
final class RunningTask implements AutoCloseable {
  /** Longer than the timeout of a request to Druid. */
  private static final Duration TO_SHUT_DOWN = Duration.ofSeconds(40);

  private final IndexTasks tasks;
  private final String id;
  private final Consumer<String> say;
  private final ShutdownStep step;
  private boolean ended;

  RunningTask(IndexTasks tasks, String id, Consumer<String> say) {
    this.tasks = tasks;
    this.id = id;
    this.say = say;
    step =
        ShutdownSequence.ofThisProcess()
            .add("shutting down task " + id, TO_SHUT_DOWN, this::shutDown);
  }

  /** Marks the task as ended, so that closing does not shut it down. */
  synchronized void ended() {
    ended = true;
  }

  private synchronized void shutDown() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      if (tasks.shutDown(id)) {
        say.accept("task " + id + ": shut down");
      }
    } catch (UserError e) {
      say.accept("task " + id + " may go on, it cannot be shut down: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    shutDown();
    step.close();
  }
}
