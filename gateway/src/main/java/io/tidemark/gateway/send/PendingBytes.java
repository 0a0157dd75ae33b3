package io.tidemark.gateway.send;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes that are held at one time. */
public final class PendingBytes {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most the limit in bytes
   */
  public PendingBytes(long most) {
    this.most = most;
  }

  /**
   * Takes bytes unless the limit would be exceeded; what is larger than the limit is let in alone.
   *
   * @return whether they were taken; the caller then gives them back by {@link #release}
   */
  public boolean tryTake(long bytes) {
    while (true) {
      long now = held.get();
      if (now > 0 && now + bytes > most) {
        return false;
      }
      if (held.compareAndSet(now, now + bytes)) {
        return true;
      }
    }
  }

  public void release(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Whether nearly all is held, so that most requests will be refused. */
  public boolean isNearlyFull() {
    return held.get() > most - most / 8;
  }
}
