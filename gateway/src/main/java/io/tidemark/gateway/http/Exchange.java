package io.tidemark.gateway.http;

import io.tidemark.gateway.send.PendingBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A request that is answered once: by its result, or when its time is over. It holds the memory of
 * its body until then. Thread-safe.
 */
final class Exchange {
  private static final String KEY = "Idempotency-Key";

  /** Must not be used after the answer: Jetty uses it again for the next request. */
  private final Request request;

  private final Executor executor;
  private final Scheduler scheduler;
  private final String key;
  private final Response response;
  private final Callback callback;
  private final PendingBytes bodies;
  private final IntConsumer answered;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong held = new AtomicLong();
  private volatile boolean bodyRead;
  private volatile Scheduler.Task timer;

  /**
   * @param bodies bounds the bodies of all requests
   * @param answered gets the status of the answer; 0 when the client is gone
   */
  Exchange(
      Request request,
      Response response,
      Callback callback,
      PendingBytes bodies,
      IntConsumer answered) {
    this.request = request;
    executor = request.getComponents().getExecutor();
    scheduler = request.getComponents().getScheduler();
    key = request.getHeaders().get(KEY);
    this.response = response;
    this.callback = callback;
    this.bodies = bodies;
    this.answered = answered;
  }

  /** The request, until it is answered. */
  Request request() {
    return request;
  }

  /** The idempotency key of the client, or null. */
  String key() {
    return key;
  }

  /** A request header, or null. */
  String header(HttpHeader name) {
    return request.getHeaders().get(name);
  }

  /** Answers when the time is over: 408 when the body is missing, 503 when Kafka is. */
  void limit(Duration time) {
    timer = scheduler.schedule(() -> timeOver(time), time.toMillis(), TimeUnit.MILLISECONDS);
    if (over.get()) {
      timer.cancel();
    }
  }

  /** The thread of the timer must not write. */
  private void timeOver(Duration time) {
    answerLater(
        () ->
            bodyRead
                ? Answer.unavailable(
                    "Kafka has not acknowledged all readings in "
                        + time.toSeconds()
                        + " s; they may come to the topic yet")
                : Answer.error(408, "expected the whole body within " + time.toSeconds() + " s"));
  }

  /** Takes memory for a body; false when too much is taken by all. */
  boolean hold(long bytes) {
    if (!bodies.tryTake(bytes)) {
      return false;
    }
    held.addAndGet(bytes);
    if (over.get()) {
      release();
    }
    return true;
  }

  private void release() {
    bodies.release(held.getAndSet(0));
  }

  /** Marks the end of the body. */
  void bodyIsRead() {
    bodyRead = true;
  }

  /** Whether an answer was given, or the client is gone. */
  boolean isOver() {
    return over.get();
  }

  /** Answers in a thread of the server, because that of the caller must not write. */
  void answerLater(Supplier<Answer> answer) {
    try {
      executor.execute(() -> answer(answer.get()));
    } catch (RejectedExecutionException e) {
      // the server is stopped, and its connections are closed
    }
  }

  /** Answers; does nothing when an answer was given. */
  void answer(Answer answer) {
    if (!end(answer.status())) {
      return;
    }
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    answer.headers().forEach(response.getHeaders()::put);
    if (!bodyRead) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  /** Ends without an answer, because the connection is broken. */
  void fail(Throwable failure) {
    if (end(0)) {
      callback.failed(failure);
    }
  }

  private boolean end(int status) {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    if (timer != null) {
      timer.cancel();
    }
    release();
    answered.accept(status);
    return true;
  }
}
