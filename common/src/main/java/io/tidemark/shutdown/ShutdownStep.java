package io.tidemark.shutdown;

/** A registered step of a {@link ShutdownSequence}. */
public interface ShutdownStep extends AutoCloseable {
  /**
   * Removes the step: a shutdown that has not reached it yet skips it. Close it after its work is
   * done. Closing it again, or during the shutdown, has no effect.
   */
  @Override
  void close();
}
