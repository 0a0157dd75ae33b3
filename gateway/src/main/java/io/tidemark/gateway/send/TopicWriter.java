package io.tidemark.gateway.send;

import io.tidemark.cli.UserError;
import io.tidemark.gateway.reading.CheckedBatch;
import io.tidemark.kafka.ProducerSettings;
import io.tidemark.shutdown.DaemonThreads;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sends the batches of all streams with one producer. It takes no more bytes than its limit, so
 * that the producer's buffer always has room and {@code send} does not wait. Each topic has one
 * thread that sends: several would wait for each other, because the producer locks a partition
 * while it compresses. Thread-safe.
 */
public final class TopicWriter {
  /** What a record costs beside its bytes, here and in the producer. */
  private static final int RECORD_OVERHEAD = 256;

  private final Producer<byte[], byte[]> producer;
  private final PendingBytes pending;
  private final LongSupplier nanoTime;
  private final AtomicInteger batches = new AtomicInteger();
  private final AtomicLong lastAnswer;
  private final Map<String, ExecutorService> senders = new ConcurrentHashMap<>();
  private volatile boolean lastFailed;

  /**
   * @param most the limit on bytes that the broker has not acknowledged
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public TopicWriter(Producer<byte[], byte[]> producer, long most, LongSupplier nanoTime) {
    this.producer = producer;
    this.nanoTime = nanoTime;
    pending = new PendingBytes(most);
    lastAnswer = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Opens a producer whose {@code send} waits half a second at most.
   *
   * @param client the address and the user's settings, which override the settings here
   */
  public static Producer<byte[], byte[]> producer(Properties client) {
    Properties settings = new Properties();
    settings.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "500");
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    // what is known of a topic stays known without traffic
    settings.setProperty(ProducerConfig.METADATA_MAX_IDLE_CONFIG, String.valueOf(Long.MAX_VALUE));
    settings.putAll(client);
    return new KafkaProducer<>(ProducerSettings.with(settings));
  }

  /**
   * Waits until the producer knows a topic, so that the first request does not have to.
   *
   * @throws UserError when it does not within the limit
   */
  public void awaitTopic(String topic, Duration limit) {
    long end = nanoTime.getAsLong() + limit.toNanos();
    while (true) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (TimeoutException e) {
        if (nanoTime.getAsLong() > end) {
          throw new UserError(
              "Kafka does not answer with the partitions of " + topic + " for the producer", e);
        }
      }
    }
  }

  /**
   * Sends the records of a batch that are not delivered yet, without waiting for it.
   *
   * @param delivered the records that an earlier attempt has delivered
   * @param done is called once, after the broker's last answer, in a thread of the producer or of
   *     this writer
   * @return false, and nothing is sent, when too many bytes are pending
   */
  boolean send(
      String topic,
      CheckedBatch batch,
      BitSet delivered,
      StreamAccount account,
      Consumer<Delivery> done) {
    long bytes = batch.bytes() + (long) RECORD_OVERHEAD * batch.size();
    if (!pending.tryTake(bytes)) {
      return false;
    }
    account.addPending(bytes);
    if (batches.getAndIncrement() == 0) {
      lastAnswer.set(nanoTime.getAsLong());
    }
    Consumer<BatchDelivery> settled = delivery -> settle(delivery, account, bytes, done);
    Runnable sending = () -> sendAll(topic, batch, delivered, account, settled);
    try {
      senders.computeIfAbsent(topic, TopicWriter::newSender).execute(sending);
    } catch (RejectedExecutionException e) {
      // the producer is closed, and answers so
      sending.run();
    }
    return true;
  }

  private static ExecutorService newSender(String topic) {
    return Executors.newSingleThreadExecutor(DaemonThreads.named("send " + topic));
  }

  private void sendAll(
      String topic,
      CheckedBatch batch,
      BitSet delivered,
      StreamAccount account,
      Consumer<BatchDelivery> settled) {
    BatchDelivery delivery = new BatchDelivery(batch, delivered, account, settled);
    account.begin(delivery);
    for (int i = 0; i < batch.size(); i++) {
      if (!delivered.get(i)) {
        Callback answer = delivery.of(i);
        Exception blocked = delivery.blocked();
        if (blocked == null) {
          send(new ProducerRecord<>(topic, batch.keys().get(i), batch.values().get(i)), answer);
        } else {
          answer.onCompletion(null, blocked);
        }
      }
    }
  }

  private void settle(
      BatchDelivery delivery, StreamAccount account, long bytes, Consumer<Delivery> done) {
    try {
      account.settle(delivery);
    } finally {
      Delivery result = delivery.result();
      account.addFailures(result.failed());
      account.addPending(-bytes);
      lastFailed = result.failed() > 0;
      lastAnswer.set(nanoTime.getAsLong());
      pending.release(bytes);
      batches.decrementAndGet();
      // the broker has answered, whatever becomes of the account
      done.accept(result);
    }
  }

  /**
   * Sends a heartbeat to each partition; the answers are counted in the account. Readings must have
   * been sent before, so that the producer knows the topic.
   */
  void sendHeartbeats(String topic, byte[] value, StreamAccount account) {
    int partitions;
    try {
      partitions = producer.partitionsFor(topic).size();
    } catch (KafkaException | IllegalStateException e) {
      // the topic is gone, or the producer is closed: there are no windows to close
      return;
    }
    for (int partition = 0; partition < partitions; partition++) {
      send(
          new ProducerRecord<>(topic, partition, null, value),
          (metadata, error) -> {
            if (error == null) {
              account.addHeartbeat(metadata.partition(), metadata.offset());
            }
          });
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record, Callback answer) {
    try {
      producer.send(record, answer);
    } catch (KafkaException | IllegalStateException e) {
      // the producer is closed or broken, and does not answer itself
      answer.onCompletion(null, e);
    }
  }

  /** Batches that the broker has not acknowledged whole. */
  public int batches() {
    return batches.get();
  }

  /**
   * Why new batches will likely not be taken in time.
   *
   * @param limit the time in which the broker should answer
   * @return null when all is well
   */
  public String problem(Duration limit) {
    if (pending.isNearlyFull()) {
      return "overloaded: Kafka acknowledges more slowly than readings come";
    }
    if (batches.get() > 0 && nanoTime.getAsLong() - lastAnswer.get() > limit.toNanos()) {
      return "Kafka has not acknowledged a reading for " + limit.toSeconds() + " s";
    }
    // later, new readings must show whether it takes them again
    boolean failed = lastFailed && nanoTime.getAsLong() - lastAnswer.get() < limit.toNanos();
    return failed ? "Kafka did not take the last readings" : null;
  }

  /**
   * Closes the producer; what the broker has not acknowledged in time fails.
   *
   * @param limit how long to wait for acknowledgements
   */
  public void close(Duration limit) {
    producer.close(limit);
    senders.values().forEach(ExecutorService::shutdown);
  }
}
