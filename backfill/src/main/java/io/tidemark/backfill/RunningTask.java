package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.retry.RetryableException;
import java.util.function.Consumer;

/** A task that is shut down when it is left before it has ended, by Ctrl-C too. */
final class RunningTask implements AutoCloseable {
  private final IndexTasks tasks;
  private final String id;
  private final Consumer<String> say;
  private final Thread hook = new Thread(this::shutDown, "shuts the task down");
  private boolean ended;

  RunningTask(IndexTasks tasks, String id, Consumer<String> say) {
    this.tasks = tasks;
    this.id = id;
    this.say = say;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Tells that it has ended by itself. */
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
    } catch (RetryableException | UserError e) {
      say.accept("task " + id + " may go on, it cannot be shut down: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    shutDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException thisJvmIsEnding) {
      // Then the hook finds it ended.
    }
  }
}
