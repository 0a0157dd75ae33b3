package io.tidemark.gateway.http;

import io.tidemark.gateway.reading.BadBody;
import io.tidemark.gateway.reading.BodyRecords;
import io.tidemark.gateway.reading.CheckedBatch;
import io.tidemark.gateway.send.Delivery;
import io.tidemark.gateway.send.StreamIntake;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** {@code /log} of one stream: takes readings as a body, or one as a query. */
public final class StreamLog {
  private static final String KEY_FORM = "[\\x21-\\x7e]{1,200}";
  private static final String UNKNOWN = "unexpected failure; the gateway's log has it";

  private final StreamIntake intake;
  private final RequestLimits limits;
  private final Consumer<RuntimeException> unexpected;
  private final Map<String, Long> answers = new ConcurrentSkipListMap<>();
  private volatile boolean stopping;

  /**
   * @param unexpected gets a failure that is a fault of the gateway
   */
  public StreamLog(
      StreamIntake intake, RequestLimits limits, Consumer<RuntimeException> unexpected) {
    this.intake = intake;
    this.limits = limits;
    this.unexpected = unexpected;
  }

  /** The name of the stream. */
  String name() {
    return intake.definition().name();
  }

  StreamIntake intake() {
    return intake;
  }

  /** The number of answers by status. */
  public Map<String, Long> answers() {
    return answers;
  }

  /**
   * @param status of an answer; 0 when the client was gone
   */
  void countAnswer(int status) {
    answers.merge(status == 0 ? "none" : String.valueOf(status), 1L, Long::sum);
  }

  void stopTaking() {
    stopping = true;
  }

  /** Takes a request and answers it, perhaps later. */
  void handle(Exchange exchange) {
    if (stopping) {
      exchange.answer(stops());
      return;
    }
    switch (exchange.request().getMethod()) {
      case "POST" -> post(exchange);
      case "GET" -> get(exchange);
      default -> exchange.answer(Answer.notAllowed("GET, POST"));
    }
  }

  private static Answer stops() {
    return Answer.unavailable("the gateway stops").with("Connection", "close");
  }

  private void post(Exchange exchange) {
    BodyForm form;
    try {
      form =
          BodyForm.of(
              exchange.header(HttpHeader.CONTENT_TYPE),
              exchange.header(HttpHeader.CONTENT_ENCODING));
    } catch (BadBody e) {
      exchange.answer(Answer.error(e.status(), e.getMessage()));
      return;
    }
    if (exchange.request().getLength() > limits.body()) {
      exchange.answer(RequestBody.tooLong(limits.body()));
      return;
    }
    exchange.limit(limits.time());
    new RequestBody(
            exchange, limits.body(), body -> guarded(exchange, () -> take(exchange, form, body)))
        .run();
  }

  private void get(Exchange exchange) {
    exchange.bodyIsRead();
    guarded(
        exchange,
        () -> {
          Map<String, List<String>> parameters = new LinkedHashMap<>();
          for (Fields.Field field : query(exchange.request())) {
            parameters.put(field.getName(), field.getValues());
          }
          String query = exchange.request().getHttpURI().getQuery();
          byte[] content = (query == null ? "" : query).getBytes(StandardCharsets.UTF_8);
          exchange.limit(limits.time());
          send(exchange, intake.ofQuery(parameters), "element", content);
        });
  }

  private static Fields query(Request request) throws BadBody {
    try {
      return Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      throw new BadBody(400, "expected a query in UTF-8, as 'field=value&field=value'");
    }
  }

  private void take(Exchange exchange, BodyForm form, byte[] body) throws BadBody {
    byte[] plain = form.unpacked(body, limits.body());
    if (form.gzip() && !exchange.hold(plain.length)) {
      exchange.answer(Answer.overloaded());
      return;
    }
    send(exchange, form.records(plain, limits.readings()), form.place(), plain);
  }

  private void send(Exchange exchange, BodyRecords records, String place, byte[] content)
      throws BadBody {
    String key = exchange.key();
    if (key != null && !key.matches(KEY_FORM)) {
      throw new BadBody(400, "expected an Idempotency-Key of 1 to 200 visible ASCII characters");
    }
    CheckedBatch batch = intake.check(records);
    if (!batch.accepted()) {
      exchange.answer(Answer.refused(batch, place));
      return;
    }
    if (stopping) {
      exchange.answer(stops());
      return;
    }
    StreamIntake.Taken taken =
        intake.send(
            batch,
            key,
            key == null ? null : digest(content),
            result -> exchange.answerLater(() -> of(result, batch, place)));
    switch (taken) {
      case YES -> {
        // the broker's answers bring the result
      }
      case OVERLOADED -> exchange.answer(Answer.overloaded());
      case CONFLICT ->
          exchange.answer(
              Answer.error(422, "expected another Idempotency-Key: this one had another request"));
    }
  }

  private static Answer of(Delivery result, CheckedBatch batch, String place) {
    if (result.failed() == 0) {
      return Answer.accepted(batch, place);
    }
    if (result.failure() == null) {
      return Answer.overloaded();
    }
    if (result.failure() instanceof RecordTooLargeException) {
      return Answer.error(413, "the topic takes no record as long as the longest one of these");
    }
    return Answer.unavailable(
        "Kafka has not taken "
            + result.failed()
            + " of "
            + batch.size()
            + " readings ("
            + result.failure().getClass().getSimpleName()
            + ")");
  }

  private interface Step {
    void run() throws BadBody;
  }

  private void guarded(Exchange exchange, Step step) {
    try {
      step.run();
    } catch (BadBody e) {
      exchange.answer(Answer.error(e.status(), e.getMessage()));
    } catch (RuntimeException e) {
      unexpected.accept(e);
      exchange.answer(Answer.error(500, UNKNOWN));
    }
  }

  private static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
