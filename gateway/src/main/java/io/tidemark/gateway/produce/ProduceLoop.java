package io.tidemark.gateway.produce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.RequestCompletionHandler;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;

/**
 * Sends what waits for the partitions, in requests of Kafka's protocol with {@code acks=all}, and
 * repeats what was not answered. Not thread-safe.
 */
final class ProduceLoop {
  private static final short ALL_REPLICAS = -1;

  private final SenderSettings settings;
  private final ProducerMetadata metadata;
  private final KafkaClient network;
  private final Map<TopicPartition, PartitionQueue> queues = new HashMap<>();

  /** The queues that are not empty. */
  private final Set<PartitionQueue> open = new LinkedHashSet<>();

  /** Of an answer to a caller; it ends the loop. */
  private RuntimeException failure;

  ProduceLoop(SenderSettings settings, ProducerMetadata metadata, KafkaClient network) {
    this.settings = settings;
    this.metadata = metadata;
    this.network = network;
  }

  /**
   * @param now milliseconds, here and in the other methods
   */
  void add(PartitionRecords records, long now) {
    PartitionQueue queue =
        queues.computeIfAbsent(
            records.partition(),
            partition ->
                new PartitionQueue(partition, settings.compression(), settings.batchSize()));
    queue.add(records, now + settings.deliveryTimeoutMs());
    open.add(queue);
  }

  /** Whether everything is answered. */
  boolean isIdle() {
    return open.stream().allMatch(PartitionQueue::isEmpty);
  }

  /**
   * Sends what can be sent, and waits for answers, for something to send, or for a wakeup of the
   * network.
   *
   * @param end the latest end of the wait
   */
  void runOnce(long now, long end) {
    open.forEach(queue -> queue.expire(now, this::expired));
    open.removeIf(PartitionQueue::isEmpty);
    Map<Node, List<PartitionQueue>> ready = new LinkedHashMap<>();
    long until = end;
    for (PartitionQueue queue : open) {
      until = Math.min(until, queue.deadline());
      if (!queue.isUnderWay()) {
        until = Math.min(until, whenReady(queue, now, ready));
      }
    }
    ready.forEach((node, those) -> send(node, those, now));
    network.poll(Math.max(0, until - now), now);
    if (failure != null) {
      throw failure;
    }
  }

  private TimeoutException expired() {
    return new TimeoutException(
        "not acknowledged in " + settings.deliveryTimeoutMs() + " ms (delivery.timeout.ms)");
  }

  /**
   * Adds a queue to those of its leader, if it can send to it now.
   *
   * @return when to look again; the answer to a request is such a time anyway
   */
  private long whenReady(PartitionQueue queue, long now, Map<Node, List<PartitionQueue>> ready) {
    long at = queue.readyAt(settings.lingerMs(), settings.deliveryTimeoutMs());
    if (at > now) {
      return at;
    }
    // also for an id, which any broker gives: another one may hang while the leader is well
    Optional<Node> to = metadata.currentLeader(queue.partition()).leader;
    if (to.isEmpty()) {
      metadata.add(queue.partition().topic(), now);
      metadata.requestUpdate(false);
      return now + settings.backoff().backoff(0);
    }
    if (!network.ready(to.get(), now)) {
      return now + Math.min(network.pollDelayMs(to.get(), now), settings.deliveryTimeoutMs());
    }
    if (queue.needsIdentity()) {
      requestIdentity(queue, to.get(), now);
    } else {
      ready.computeIfAbsent(to.get(), node -> new ArrayList<>()).add(queue);
    }
    return Long.MAX_VALUE;
  }

  private void requestIdentity(PartitionQueue queue, Node node, long now) {
    queue.begin();
    request(
        node,
        new InitProducerIdRequest.Builder(
            new InitProducerIdRequestData()
                .setTransactionalId(null)
                .setTransactionTimeoutMs(Integer.MAX_VALUE)),
        now,
        response -> {
          InitProducerIdResponse answer = (InitProducerIdResponse) response.responseBody();
          Errors problem = problem(response);
          Errors error = problem == Errors.NONE ? answer.error() : problem;
          if (error == Errors.NONE) {
            queue.identify(
                new ProducerIdAndEpoch(answer.data().producerId(), answer.data().producerEpoch()));
          } else if (error.exception() instanceof RetriableException) {
            retry(queue, response.receivedTimeMs());
          } else {
            queue.failAll(error.exception());
          }
        });
  }

  private void send(Node node, List<PartitionQueue> those, long now) {
    if (!network.isReady(node, now)) {
      // it has just got another request
      return;
    }
    ProduceRequestData.TopicProduceDataCollection topics =
        new ProduceRequestData.TopicProduceDataCollection();
    Map<Uuid, String> names = new HashMap<>();
    Map<TopicPartition, PartitionQueue> sent = new HashMap<>();
    Map<String, Uuid> ids = metadata.topicIds();
    long bytes = 0;
    for (PartitionQueue queue : those) {
      String topic = queue.partition().topic();
      Uuid id = ids.getOrDefault(topic, Uuid.ZERO_UUID);
      ProduceBatch batch = queue.batch();
      bytes += batch.records().sizeInBytes();
      if (!sent.isEmpty() && bytes > settings.requestSize()) {
        // it is ready for the next request
        break;
      }
      TopicProduceData data = topics.find(topic, id);
      if (data == null) {
        data = new TopicProduceData().setName(topic).setTopicId(id);
        topics.add(data);
      }
      data.partitionData()
          .add(
              new PartitionProduceData()
                  .setIndex(queue.partition().partition())
                  .setRecords(batch.records()));
      names.put(id, topic);
      sent.put(queue.partition(), queue);
      queue.begin();
    }
    request(
        node,
        ProduceRequest.builder(
            new ProduceRequestData()
                .setAcks(ALL_REPLICAS)
                .setTimeoutMs(settings.requestTimeoutMs())
                .setTopicData(topics)),
        now,
        response -> take(response, names, sent));
  }

  private void request(
      Node node, AbstractRequest.Builder<?> request, long now, RequestCompletionHandler answered) {
    network.send(
        network.newClientRequest(
            node.idString(),
            request,
            now,
            true,
            settings.requestTimeoutMs(),
            response -> {
              try {
                answered.onComplete(response);
              } catch (RuntimeException e) {
                failure = e;
              }
            }),
        now);
  }

  /**
   * @param names of the topics, by their ids: newer brokers answer without a name
   * @param sent the queues whose batches the request had
   */
  private void take(
      ClientResponse response, Map<Uuid, String> names, Map<TopicPartition, PartitionQueue> sent) {
    long now = response.receivedTimeMs();
    Errors problem = problem(response);
    if (problem == Errors.NONE) {
      ProduceResponse body = (ProduceResponse) response.responseBody();
      for (TopicProduceResponse topic : body.data().responses()) {
        String name = topic.name().isEmpty() ? names.get(topic.topicId()) : topic.name();
        for (PartitionProduceResponse one : topic.partitionResponses()) {
          PartitionQueue queue = sent.remove(new TopicPartition(name, one.index()));
          if (queue != null) {
            take(queue, one, now);
          }
        }
      }
    }
    Errors lacking = problem == Errors.NONE ? Errors.NETWORK_EXCEPTION : problem;
    sent.values()
        .forEach(
            queue -> take(queue, new PartitionProduceResponse().setErrorCode(lacking.code()), now));
  }

  /** What a whole request failed with; {@code NONE} when it has an answer. */
  private static Errors problem(ClientResponse response) {
    if (response.versionMismatch() != null) {
      return Errors.UNSUPPORTED_VERSION;
    }
    boolean answered = response.authenticationException() == null && !response.wasDisconnected();
    return answered ? Errors.NONE : Errors.NETWORK_EXCEPTION;
  }

  private void take(PartitionQueue queue, PartitionProduceResponse answer, long now) {
    Errors error = Errors.forCode(answer.errorCode());
    if (error.exception() instanceof InvalidMetadataException) {
      metadata.requestUpdate(false);
    }
    switch (error) {
      case NONE -> queue.acknowledge(answer.baseOffset(), answer.logAppendTimeMs());
      case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH -> {
        // the broker has lost what it knew of this producer, and has not appended the batch now
        if (queue.batch().isUnanswered()) {
          queue.fail(error.exception(answer.errorMessage()), true);
        } else {
          queue.renew();
          retry(queue, now);
        }
      }
      case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> {
        if (queue.batch().size() > 1 && !queue.batch().isUnanswered()) {
          queue.split();
          queue.retry(now);
        } else {
          queue.fail(error.exception(answer.errorMessage()), queue.batch().isUnanswered());
        }
      }
      // its offsets are forgotten
      case DUPLICATE_SEQUENCE_NUMBER -> queue.fail(error.exception(), true);
      default -> {
        Exception exception = error.exception(answer.errorMessage());
        if (exception instanceof RetriableException) {
          // also a leader that is none any more may have appended it, and the next one has it
          queue.batch().markUnanswered();
          retry(queue, now);
        } else {
          queue.fail(
              exception, queue.batch().isUnanswered() || error == Errors.UNKNOWN_SERVER_ERROR);
        }
      }
    }
  }

  private void retry(PartitionQueue queue, long now) {
    queue.retry(now + settings.backoff().backoff(queue.countFailure() - 1));
  }

  /** Gives up everything. */
  void failAll(Exception error) {
    for (PartitionQueue queue : open) {
      try {
        queue.failAll(error);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    open.clear();
  }
}
