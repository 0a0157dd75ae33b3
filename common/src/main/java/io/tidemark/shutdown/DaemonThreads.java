package io.tidemark.shutdown;

import java.util.concurrent.ThreadFactory;

/** Threads of an executor that do not keep the JVM alive. */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** A factory of daemon threads that all have this name, which thread dumps show. */
  public static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
