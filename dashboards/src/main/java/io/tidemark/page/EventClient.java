package io.tidemark.page;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A browser that gets events. While it has not taken one, only the newest of those that follow is
 * kept, so a slow one costs the memory of two events and delays nobody. Thread-safe.
 */
final class EventClient {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Response response;
  private final Callback callback;
  private final Consumer<EventClient> gone;
  private byte[] next;
  private boolean writing;
  private boolean ending;
  private boolean ended;

  /**
   * @param callback completes when the client has gone or everything is sent
   * @param gone is called once, when no event can be sent any more
   */
  EventClient(Response response, Callback callback, Consumer<EventClient> gone) {
    this.response = response;
    this.callback = callback;
    this.gone = gone;
  }

  /** Sends an event, or replaces the one that waits. */
  void send(byte[] event) {
    synchronized (this) {
      if (ended || ending) {
        return;
      }
      if (writing) {
        next = event;
        return;
      }
      writing = true;
    }
    write(event);
  }

  /** Sends a comment, unless an event is on its way: that keeps the connection open as well. */
  void keepAlive(byte[] comment) {
    synchronized (this) {
      if (ended || ending || writing) {
        return;
      }
      writing = true;
    }
    write(comment);
  }

  /** Ends the response, after the event that waits. */
  void end() {
    synchronized (this) {
      if (ended || ending) {
        return;
      }
      ending = true;
      if (writing) {
        return;
      }
      writing = true;
    }
    finish();
  }

  private void write(byte[] event) {
    response.write(false, ByteBuffer.wrap(event), Callback.from(this::written, this::failed));
  }

  private void written() {
    byte[] event;
    synchronized (this) {
      event = next;
      next = null;
      if (event == null && !ending) {
        writing = false;
        return;
      }
    }
    if (event == null) {
      finish();
    } else {
      write(event);
    }
  }

  private void finish() {
    response.write(true, NOTHING, Callback.from(this::finished, this::failed));
  }

  private void finished() {
    if (isFirstEnd()) {
      callback.succeeded();
    }
  }

  private void failed(Throwable cause) {
    if (isFirstEnd()) {
      callback.failed(cause);
    }
  }

  private boolean isFirstEnd() {
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
    }
    gone.accept(this);
    return true;
  }
}
