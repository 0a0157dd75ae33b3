package io.tidemark.gateway.produce;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.shutdown.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * Sends to Kafka from one thread, with Kafka's own client for connections, logins and metadata.
 *
 * <p>It is not {@code KafkaProducer}, which takes and answers one record at a time: a gateway has
 * whole batches, and needs the answer to each as early as possible. What a batch costs here is a
 * call, and records that come while a request is under way are the next batch, without a time to
 * linger. {@code docs/decisions/gateway-sender.md} has the figures.
 */
public final class KafkaSender implements RecordSender {
  /** The longest time in which a closed sender's thread ends. */
  private static final long TO_END_MS = 1_000;

  private static final long LOOK_MS = 100;

  /** Topics stay known without traffic. */
  private static final long IDLE_MS = Long.MAX_VALUE / 2;

  private final ProducerMetadata metadata;
  private final org.apache.kafka.common.metrics.Metrics metrics;
  private final KafkaClient network;
  private final ProduceLoop loop;
  private final Time time = Time.SYSTEM;
  private final LogContext log = new LogContext("[gateway] ");
  private final Queue<PartitionRecords> given = new ConcurrentLinkedQueue<>();

  /** Whether the thread will look for records without another wakeup, which is a system call. */
  private final AtomicBoolean awake = new AtomicBoolean();

  private final Thread thread;

  /** When what is not answered is given up, once it is to end; milliseconds. */
  private volatile long closeAt = Long.MAX_VALUE;

  /** Why the thread has ended; null as long as it runs. */
  private volatile Exception ended;

  private KafkaSender(SenderSettings settings) {
    ProducerConfig config = settings.config();
    metadata =
        new ProducerMetadata(
            config.getLong(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
            config.getLong(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
            config.getLong(ProducerConfig.METADATA_MAX_AGE_CONFIG),
            IDLE_MS,
            log,
            new ClusterResourceListeners(),
            time);
    metadata.bootstrap(ClientUtils.parseAndValidateAddresses(config));
    metrics = new org.apache.kafka.common.metrics.Metrics(time);
    network =
        ClientUtils.createNetworkClient(
            config,
            metrics,
            "gateway",
            log,
            new ApiVersions(),
            time,
            config.getInt(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
            metadata,
            null,
            null);
    loop = new ProduceLoop(settings, metadata, network);
    thread = DaemonThreads.named("send to Kafka").newThread(this::run);
  }

  /**
   * Starts a sender.
   *
   * @param client the address and the user's settings, by the names of Kafka's producer
   * @throws io.tidemark.cli.UsageError when they have one that it does not follow
   */
  public static KafkaSender open(Properties client) {
    KafkaSender sender = new KafkaSender(SenderSettings.of(client));
    sender.thread.start();
    return sender;
  }

  private void run() {
    Exception end = new IllegalStateException("the sender is closed");
    try {
      long now = time.milliseconds();
      while (!(isClosing() && given.isEmpty() && loop.isIdle()) && now < closeAt) {
        awake.set(false);
        for (PartitionRecords next = given.poll(); next != null; next = given.poll()) {
          loop.add(next, now);
        }
        loop.runOnce(now, closeAt);
        now = time.milliseconds();
      }
    } catch (RuntimeException | Error e) {
      end = new KafkaException("sending has failed: " + RootCause.line(e), e);
      log.logger(KafkaSender.class).error("sending has failed", e);
    } finally {
      Utils.closeQuietly(network, "network");
      Utils.closeQuietly(metrics, "metrics");
      metadata.close();
      ended = end;
      loop.failAll(end);
      failGiven(end);
    }
  }

  private boolean isClosing() {
    return closeAt < Long.MAX_VALUE;
  }

  private void failGiven(Exception end) {
    for (PartitionRecords next = given.poll(); next != null; next = given.poll()) {
      next.callback().failed(next, 0, next.size(), end, false);
    }
  }

  @Override
  public void awaitTopic(String topic, Duration limit) {
    long end = time.milliseconds() + limit.toMillis();
    while (partitions(topic) == 0) {
      if (time.milliseconds() > end) {
        throw new UserError(
            "Kafka does not answer with the partitions of " + topic + " for the gateway");
      }
      int version = metadata.updateVersion();
      metadata.add(topic, time.milliseconds());
      requestPartitions(topic);
      try {
        metadata.awaitUpdate(version, LOOK_MS);
      } catch (TimeoutException e) {
        // no answer yet
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("interrupted", e);
      }
    }
  }

  @Override
  public int partitions(String topic) {
    Integer partitions = metadata.fetch().partitionCountForTopic(topic);
    if (partitions == null) {
      requestPartitions(topic);
      return 0;
    }
    return partitions;
  }

  private void requestPartitions(String topic) {
    metadata.requestUpdateForTopic(topic);
    network.wakeup();
  }

  @Override
  public void send(List<PartitionRecords> records) {
    given.addAll(records);
    if (!awake.getAndSet(true)) {
      network.wakeup();
    }
    if (ended != null) {
      failGiven(ended);
    }
  }

  @Override
  public String problem() {
    return ended == null || isClosing() ? null : ended.getMessage();
  }

  @Override
  public void close(Duration limit) {
    closeAt = time.milliseconds() + limit.toMillis();
    network.wakeup();
    try {
      thread.join(limit.toMillis() + TO_END_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
