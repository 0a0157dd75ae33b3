package io.tidemark.gateway.http;

import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;

/** Reads a body as it comes, without a thread that waits for it. */
final class RequestBody implements Runnable {
  private static final int FIRST_SIZE = 1 << 12;
  private static final long GROWTH = 4;

  private final Exchange exchange;
  private final int longest;
  private final Consumer<byte[]> whole;
  private byte[] buffer = new byte[0];
  private int length;

  /**
   * @param longest the limit in bytes, before they are unpacked
   * @param whole gets the body
   */
  RequestBody(Exchange exchange, int longest, Consumer<byte[]> whole) {
    this.exchange = exchange;
    this.longest = longest;
    this.whole = whole;
  }

  @Override
  public void run() {
    try {
      readOn();
    } catch (IllegalStateException e) {
      if (!exchange.isOver()) {
        throw e;
      }
      // the request was answered meanwhile, and Jetty uses its parts again
    }
  }

  private void readOn() {
    while (!exchange.isOver()) {
      Content.Chunk chunk = exchange.request().read();
      if (chunk == null) {
        exchange.request().demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        fail(chunk.getFailure());
        return;
      }
      boolean fits = take(chunk);
      boolean last = chunk.isLast();
      chunk.release();
      if (!fits) {
        return;
      }
      if (last) {
        exchange.bodyIsRead();
        whole.accept(length == buffer.length ? buffer : Arrays.copyOf(buffer, length));
        return;
      }
    }
  }

  /** Answers itself when the body is too long. */
  private boolean take(Content.Chunk chunk) {
    int more = chunk.remaining();
    if (more > longest - length) {
      exchange.answer(tooLong(longest));
      return false;
    }
    if (length + more > buffer.length) {
      int size = grown(length + more);
      if (!exchange.hold(size - buffer.length)) {
        exchange.answer(Answer.overloaded());
        return false;
      }
      buffer = Arrays.copyOf(buffer, size);
    }
    chunk.getByteBuffer().get(buffer, length, more);
    length += more;
    return true;
  }

  /**
   * The size of the buffer for a body of which so many bytes have come: a few times as many, but no
   * more than the client has declared. So few sizes are tried, the last is exact, and a client that
   * declares much and sends little does not take much memory.
   */
  private int grown(int bytes) {
    long declared = exchange.request().getLength();
    long most = declared < bytes ? longest : Math.min(longest, declared);
    return (int) Math.min(most, Math.max(FIRST_SIZE, GROWTH * bytes));
  }

  static Answer tooLong(int longest) {
    return Answer.error(413, "expected a body of at most " + longest + " bytes, found more");
  }

  private void fail(Throwable failure) {
    if (failure instanceof HttpException bad) {
      exchange.answer(
          Answer.error(
              bad.getCode() < 500 ? bad.getCode() : 400,
              "expected a body as HTTP has it: " + bad.getReason()));
    } else if (failure instanceof TimeoutException) {
      exchange.answer(Answer.error(408, "expected more of the body, found none in time"));
    } else {
      exchange.fail(failure);
    }
  }
}
