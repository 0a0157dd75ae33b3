package io.tidemark.spark.sink;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.kafka.TopicClaim;
import io.tidemark.process.identity.RecordedProcess;
import io.tidemark.shutdown.DaemonThreads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The right of one query to write to its aggregated topics. It is kept in Kafka until another query
 * takes it over, also while no job runs; a broker forgets it when no job of the query has run for
 * {@code offsets.retention.minutes}. A running job renews it until {@link #close}.
 */
public final class WriterClaims implements AutoCloseable {
  /** Well below any retention of offsets. */
  private static final Duration RENEWAL = Duration.ofMinutes(5);

  /** Others that claim the same topic at the same moment abort each other's transactions. */
  private static final RetryPolicy<Object> AFTER_OTHERS =
      RetryPolicy.builder()
          .handleIf(WriterClaims::isFenced)
          .withDelay(Duration.ofMillis(50), Duration.ofMillis(1_000))
          .withMaxAttempts(20)
          .build();

  /** Another query has a topic. */
  private static final class TakenTopic extends UserError {
    private static final long serialVersionUID = 1L;

    private TakenTopic(String message) {
      super(message);
    }
  }

  private final Properties settings;
  private final List<WriterClaim> claims;
  private final String query;
  private final String checkpoint;
  private final Consumer<String> say;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("writer claim"));

  private WriterClaims(
      Properties settings,
      List<String> topics,
      String query,
      String checkpoint,
      Consumer<String> say) {
    this.settings = settings;
    Map<String, String> client = new HashMap<>();
    settings.forEach((name, value) -> client.put((String) name, String.valueOf(value)));
    // in one order, so that of two queries with the same topics one gets them all
    claims = topics.stream().sorted().map(topic -> new WriterClaim(client, topic)).toList();
    this.query = query;
    this.checkpoint = checkpoint;
    this.say = say;
  }

  /**
   * Claims the topics for a query, or finds that it has them.
   *
   * @param settings of a Kafka client, with the address
   * @param query the id that names its epochs
   * @param checkpoint where its checkpoint is, for the messages to others
   * @param takeOver whether to take the topics from another query: it can write nothing afterwards
   * @param say receives messages for the user
   * @throws UserError when another query has one of the topics and {@code takeOver} is false; that
   *     query is not disturbed
   */
  public static WriterClaims take(
      Properties settings,
      List<String> topics,
      String query,
      String checkpoint,
      boolean takeOver,
      Consumer<String> say) {
    WriterClaims claims = new WriterClaims(settings, topics, query, checkpoint, say);
    try (Admin admin = KafkaTopics.admin(settings)) {
      Map<String, TopicClaim> found = TopicClaim.read(admin, topics);
      for (WriterClaim claim : claims.claims) {
        // all of them before the first is changed
        claims.requireFree(claim, found.get(claim.topic()), claims.topicId(claim), takeOver);
      }
      for (WriterClaim claim : claims.claims) {
        TopicClaim holder =
            Failsafe.with(AFTER_OTHERS).get(() -> claims.take(admin, claim, takeOver));
        claims.fence(admin, holder.replaced());
      }
    } catch (KafkaException e) {
      throw new KafkaBroker(settings).explain(e);
    }
    claims.renewals.scheduleWithFixedDelay(
        claims::renew, RENEWAL.toSeconds(), RENEWAL.toSeconds(), TimeUnit.SECONDS);
    return claims;
  }

  /** Options of {@link TransactionalSink}, for the query that has the topics. */
  public Map<String, String> sinkOptions() {
    return Map.of(
        TransactionalSink.QUERY,
        query,
        TransactionalSink.CLAIMED,
        String.join(",", claims.stream().map(WriterClaim::topic).toList()));
  }

  /** Kafka commits the claim only if nobody else has begun to change it since it was read. */
  private TopicClaim take(Admin admin, WriterClaim claim, boolean takeOver) {
    String topicId = topicId(claim);
    requireFree(claim, holder(admin, claim), topicId, takeOver);
    try (Producer<byte[], byte[]> producer = claim.producer()) {
      TopicClaim found = holder(admin, claim);
      requireFree(claim, found, topicId, takeOver);
      List<String> replaced = List.of();
      if (found != null && found.topicId().equals(topicId)) {
        replaced =
            found.query().equals(query)
                ? found.replaced()
                : Stream.concat(
                        found.replaced().stream().filter(one -> !one.equals(query)),
                        Stream.of(found.query()))
                    .toList();
      }
      TopicClaim holder =
          new TopicClaim(query, topicId, checkpoint, RecordedProcess.current().text(), replaced);
      claim.write(producer, holder);
      return holder;
    }
  }

  private static TopicClaim holder(Admin admin, WriterClaim claim) {
    return TopicClaim.read(admin, List.of(claim.topic())).get(claim.topic());
  }

  private String topicId(WriterClaim claim) {
    return KafkaTopics.describe(settings, claim.topic()).topicId().toString();
  }

  private void requireFree(WriterClaim claim, TopicClaim holder, String topicId, boolean takeOver) {
    if (!takeOver
        && holder != null
        && holder.topicId().equals(topicId)
        && !holder.query().equals(query)) {
      throw new TakenTopic(
          "the topic "
              + claim.topic()
              + " is written by the query of another checkpoint, "
              + holder.checkpoint()
              + ": go on with that one (--checkpoint), or take the topic over with --append, which"
              + " stops that query and may count readings twice");
    }
  }

  /**
   * Fences the producers of queries that had the topic before. Producers that they make later find
   * the claim: see {@link CommittedEpochs#committed}.
   */
  private void fence(Admin admin, List<String> replaced) {
    if (replaced.isEmpty()) {
      return;
    }
    try {
      // A call for each producer: the client sends the requests of one call after each other, and
      // waits before each as if the last had failed.
      KafkaFuture<?>[] fenced =
          admin.listTransactions().all().get().stream()
              .map(TransactionListing::transactionalId)
              .filter(
                  name -> replaced.stream().anyMatch(one -> CommittedEpochs.isNameOf(one, name)))
              .map(name -> admin.fenceProducers(List.of(name)).all())
              .toArray(KafkaFuture<?>[]::new);
      KafkaFuture.allOf(fenced).get();
    } catch (ExecutionException e) {
      throw new UserError(
          "the query that had the topic before cannot be fenced: " + RootCause.line(e), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Brokers delete offsets that are old. */
  private void renew() {
    try (Admin admin = KafkaTopics.admin(settings)) {
      for (WriterClaim claim : claims) {
        Failsafe.with(AFTER_OTHERS).run(() -> take(admin, claim, false));
      }
    } catch (TakenTopic e) {
      say.accept("this query writes nothing more: " + e.getMessage());
      renewals.shutdown();
    } catch (RuntimeException e) {
      say.accept("cannot renew, and tries again later, " + claims + ": " + RootCause.line(e));
    }
  }

  private static boolean isFenced(Throwable error) {
    Throwable root = RootCause.of(error);
    return root instanceof ProducerFencedException || root instanceof InvalidProducerEpochException;
  }

  /** Ends the renewal; the query keeps the topics. */
  @Override
  public void close() {
    renewals.shutdownNow();
  }
}
