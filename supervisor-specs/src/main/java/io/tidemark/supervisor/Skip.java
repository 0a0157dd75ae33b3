package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.failsafe.function.CheckedSupplier;
import io.tidemark.cli.UserError;
import io.tidemark.cli.text.HumanFormat;
import io.tidemark.druid.DruidClient;
import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Moves a supervisor past one record. No other record is lost: a task of its own first publishes
 * the records before it that the supervisor has not published.
 */
public final class Skip {
  private static final String TASK_ADVICE = "look at the log of the task in Druid's console";

  /**
   * Parts of Druid's messages when it is the supervisor that stops a task: one that has not begun
   * to read, or does not answer it (Druid 33, {@code SeekableStreamSupervisor#killTask}).
   */
  private static final Pattern STOPPED =
      Pattern.compile("killing task|to pause: ", Pattern.CASE_INSENSITIVE);

  /** So many tasks one after the other may end without having published anything. */
  private static final int ATTEMPTS = 10;

  /**
   * The record and what to do.
   *
   * @param datasource the name of the supervisor and of its topic
   * @param dryRun whether only to report
   */
  public record Request(String datasource, int partition, long offset, boolean dryRun) {}

  private final StreamDefinition definition;
  private final Properties kafka;
  private final Supervisors supervisors;
  private final Deadline deadline;
  private final Consumer<String> say;

  /**
   * @param kafka the settings of a Kafka client
   * @param timeout for all steps together
   * @param say receives one line per step
   */
  public Skip(
      StreamDefinition definition,
      Properties kafka,
      DruidClient druid,
      Duration timeout,
      Consumer<String> say) {
    this.definition = definition;
    this.kafka = kafka;
    this.say = say;
    supervisors = new Supervisors(druid);
    deadline = new Deadline(timeout, Attach.PAUSE, say);
  }

  /**
   * Shows the record, sends a dead letter for it and moves the supervisor past it.
   *
   * @throws UserError when there is no such record or supervisor, when the supervisor is past it
   *     already, or when a record before it cannot be published
   */
  public void run(Request request) {
    skip(
        TopicRecord.read(kafka, request.datasource(), request.partition(), request.offset()),
        request.dryRun(),
        this::send);
  }

  /**
   * Skips a record that was read.
   *
   * @param letters receives the dead letter
   */
  void skip(TopicRecord record, boolean dryRun, Consumer<DeadLetter> letters) {
    String id = record.topic();
    say.accept(record.describe());
    JsonNode spec =
        ask(id, () -> supervisors.spec(id))
            .orElseThrow(
                () ->
                    new UserError(
                        "Druid has no supervisor " + id + "; './tidemark attach' makes it"));
    Supervisors.Work work = ask(id, () -> supervisors.work(id));
    requireAhead(record, work.offsets().getOrDefault(record.partition(), 0L));
    if (dryRun) {
      say.accept(plan(record, work));
    } else if (work.suspended()) {
      move(record, spec, letters);
      say.accept("supervisor " + id + ": stays suspended, as it was");
    } else {
      SuspendedSupervisor suspended = ask(id, () -> new SuspendedSupervisor(supervisors, id, say));
      try {
        move(record, spec, letters);
      } finally {
        suspended.close();
      }
    }
  }

  private String plan(TopicRecord record, Supervisors.Work work) {
    Long began = work.began().get(record.partition());
    String before = "";
    if (began == null) {
      before = "would publish what comes before it and is not published, ";
    } else if (began < record.offset()) {
      before = "would publish the offsets " + began + " to " + (record.offset() - 1) + ", ";
    }
    return "--dry-run: "
        + before
        + "would send a dead letter to "
        + definition.deadLetterTopic()
        + " and move the supervisor to offset "
        + (record.offset() + 1);
  }

  /** Moves a supervisor that is suspended. */
  private void move(TopicRecord record, JsonNode spec, Consumer<DeadLetter> letters) {
    String id = record.topic();
    long start = System.nanoTime();
    deadline.await(
        "the end of the tasks of supervisor " + id,
        TASK_ADVICE,
        () -> {
          supervisors.idle(id);
          return null;
        });
    deadline.done("supervisor " + id + ": suspended, its tasks have ended", start);
    long committed =
        Math.max(ask(id, () -> supervisors.committed(id, record.partition())), record.begin());
    requireAhead(record, committed);
    publishBefore(record, committed, spec);
    letters.accept(
        new DeadLetter(
            id,
            record.partition(),
            record.offset(),
            record.timestamp(),
            "skipped in Druid " + id,
            record.value(),
            id));
    long next = record.offset() + 1;
    ask(
        id,
        () -> {
          supervisors.move(id, record.partition(), next);
          return null;
        });
    deadline.awaitTrue(
        "supervisor " + id + " to be at offset " + next,
        Attach.SUPERVISOR_ADVICE,
        () -> supervisors.committed(id, record.partition()) == next);
    say.accept(
        "supervisor "
            + id
            + ": moved to offset "
            + next
            + " of partition "
            + record.partition()
            + "; the record stays in the topic, and its dead letter is in "
            + definition.deadLetterTopic());
  }

  /**
   * Publishes the records before the skipped one: their rows were only in failed tasks. Every 30
   * seconds a suspended supervisor ends the reading tasks of its datasource, this one too. Druid
   * calls such a task successful although it has published less, or nothing. So only the committed
   * offset counts. Another task reads on from there, and half as much if one published nothing.
   */
  private void publishBefore(TopicRecord record, long committed, JsonNode spec) {
    String id = record.topic();
    long from = committed;
    long most = record.offset() - from;
    int stopped = 0;
    while (from < record.offset()) {
      long to = Math.min(record.offset(), from + most);
      BoundedRead read = new BoundedRead(id, record.partition(), from, to);
      publish(read, spec);
      long reached = ask(id, () -> supervisors.committed(id, record.partition()));
      if (reached > from) {
        say.accept("supervisor " + id + ": has all rows before the offset " + reached);
        from = reached;
        stopped = 0;
      } else if (++stopped < ATTEMPTS) {
        most = Math.max(1, (to - from) / 2);
      } else {
        throw new UserError(
            notMoved(read)
                + "Druid has ended each task that was to publish them; run this command again");
      }
    }
  }

  private static String notMoved(BoundedRead read) {
    return "the supervisor is not moved: the records of partition "
        + read.partition()
        + " from "
        + read.from()
        + " to "
        + (read.to() - 1)
        + " would be lost, because ";
  }

  private void publish(BoundedRead read, JsonNode spec) {
    long start = System.nanoTime();
    String attempt = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    String task = ask(read.datasource(), () -> supervisors.submit(read.task(spec, attempt)));
    say.accept(
        "the "
            + HumanFormat.count(read.to() - read.from(), "offset")
            + " before the record that are not published, from "
            + read.from()
            + " on: the task "
            + task
            + " reads them");
    String error = deadline.await("task " + task, TASK_ADVICE, () -> supervisors.result(task));
    if (!error.isEmpty() && !STOPPED.matcher(error).find()) {
      throw new UserError(
          notMoved(read)
              + "the task "
              + task
              + " could not publish them: "
              + error
              + "; if it fails on a record among them, skip that one first");
    }
    deadline.done("task " + task + ": has ended", start);
  }

  private static void requireAhead(TopicRecord record, long next) {
    if (next > record.offset()) {
      throw new UserError(
          "nothing to skip: the supervisor "
              + record.topic()
              + " is past the record "
              + record.place()
              + ", at offset "
              + next
              + "; Druid has its row or has counted it as unparseable or filtered");
    }
  }

  private void send(DeadLetter letter) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
    settings.putAll(kafka);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(letter.toRecord(definition.deadLetterTopic())).get();
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserError(
          "the supervisor is not moved: the dead letter could not be sent to "
              + definition.deadLetterTopic()
              + ": "
              + cause.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while sending the dead letter", e);
    }
  }

  private <T> T ask(String id, CheckedSupplier<T> request) {
    return deadline.await("supervisor " + id, Attach.DRUID_ADVICE, request);
  }
}
