package io.tidemark.gateway.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.MockClient;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestTestUtils;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.MockTime;
import org.apache.kafka.common.utils.Utils;

/** A loop whose requests a test answers, with Kafka's own double of the network and of the time. */
final class ScriptedKafka {
  static final String TOPIC = "readings";

  /** A record of this value breaks the caller. */
  static final String BREAKS = "breaks";

  /** What the records of a test became, in the order of the answers. */
  final List<String> answers = new ArrayList<>();

  final MockTime time = new MockTime(0, 1_000_000, 0);
  final MockClient network;
  final ProduceLoop loop;
  private final ProducerMetadata metadata =
      new ProducerMetadata(
          10,
          100,
          300_000,
          Long.MAX_VALUE / 2,
          new LogContext(),
          new ClusterResourceListeners(),
          time);
  private Uuid topicId = new Uuid(1, 1);
  private long nextId = 100;
  private int leaderEpoch;

  /** A topic of two partitions, which the nodes 0 and 1 lead. */
  ScriptedKafka(String... settings) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", "localhost:9");
    client.setProperty("compression.type", "none");
    for (String setting : settings) {
      String[] parts = setting.split("=");
      client.setProperty(parts[0], parts[1]);
    }
    network = new MockClient(time, metadata);
    loop = new ProduceLoop(SenderSettings.of(client), metadata, network);
    metadata.add(TOPIC, time.milliseconds());
    lead(2);
  }

  /** The nodes from 0 on lead the two partitions, one after the other. */
  void lead(int nodes) {
    leaderEpoch++;
    network.updateMetadata(
        RequestTestUtils.metadataUpdateWithIds(
            "cluster",
            nodes,
            Map.of(),
            Map.of(TOPIC, 2),
            partition -> leaderEpoch,
            Map.of(TOPIC, topicId)));
  }

  /** The topic is deleted and made again. */
  void makeTopicAgain() {
    topicId = new Uuid(2, 2);
    lead(2);
  }

  /** Gives records to the loop. */
  void add(int partition, String... values) {
    List<byte[]> bytes = Stream.of(values).map(value -> value.getBytes(UTF_8)).toList();
    loop.add(
        new PartitionRecords(
            new TopicPartition(TOPIC, partition),
            Collections.nCopies(values.length, null),
            bytes,
            IntStream.range(0, values.length).toArray(),
            bytes.stream().mapToLong(value -> value.length).sum(),
            time.milliseconds(),
            new Recorder()),
        time.milliseconds());
  }

  private final class Recorder implements DeliveryCallback {
    @Override
    public void acknowledged(
        PartitionRecords records, int from, int to, long offset, long timestamp) {
      for (int i = from; i < to; i++) {
        answers.add(text(records, i) + " at " + (offset + i - from) + " of " + timestamp);
      }
    }

    @Override
    public void failed(
        PartitionRecords records, int from, int to, Exception error, boolean mayBeThere) {
      for (int i = from; i < to; i++) {
        answers.add(
            text(records, i)
                + (mayBeThere ? " may be there: " : " is not there: ")
                + error.getClass().getSimpleName());
      }
    }

    private String text(PartitionRecords records, int index) {
      String text = new String(records.value(index), UTF_8);
      if (text.equals(BREAKS)) {
        throw new IllegalArgumentException(BREAKS);
      }
      return text;
    }
  }

  /** Lets the loop send what it can, and take the answers that are there. */
  void run() {
    // a request is sent in the turn after the answer before it
    for (int i = 0; i < 3; i++) {
      loop.runOnce(time.milliseconds(), time.milliseconds());
    }
  }

  /** Lets time pass, and then the loop run. */
  void runAfter(long milliseconds) {
    time.sleep(milliseconds);
    run();
  }

  /** Answers the request for an id that must be the next one. */
  void identify() {
    run();
    network.respond(
        InitProducerIdRequest.class::isInstance,
        new InitProducerIdResponse(
            new InitProducerIdResponseData().setProducerId(nextId++).setProducerEpoch((short) 0)));
    run();
  }

  /** Refuses the request for an id. */
  void refuseIdentity(Errors error) {
    run();
    network.respond(
        InitProducerIdRequest.class::isInstance,
        new InitProducerIdResponse(new InitProducerIdResponseData().setErrorCode(error.code())));
    run();
  }

  /** The requests that wait for an answer, each as its batches. */
  List<String> requests() {
    run();
    return network.requests().stream()
        .map(request -> request.destination() + ": " + batches(request.requestBuilder().build()))
        .toList();
  }

  private static String batches(AbstractRequest request) {
    if (!(request instanceof ProduceRequest produce)) {
      return "id";
    }
    assertThat(produce.acks()).isEqualTo((short) -1);
    List<String> batches = new ArrayList<>();
    for (TopicProduceData topic : produce.data().topicData()) {
      topic.partitionData().forEach(one -> batches.add(batch(one)));
    }
    return String.join(", ", batches);
  }

  private static String batch(PartitionProduceData data) {
    MemoryRecords records = (MemoryRecords) data.records();
    MutableRecordBatch batch = records.batches().iterator().next();
    batch.ensureValid();
    String values =
        StreamSupport.stream(records.records().spliterator(), false)
            .map(record -> new String(Utils.toArray(record.value()), UTF_8))
            .collect(Collectors.joining(" "));
    return data.index()
        + "["
        + values
        + "] of "
        + batch.producerId()
        + " from "
        + batch.baseSequence();
  }

  /** The broker appends the batches of the oldest request, from an offset on. */
  void append(long offset) {
    answer(one -> one.setBaseOffset(offset));
  }

  /** The broker answers the batches of the oldest request with an error. */
  void refuse(Errors error) {
    answer(one -> one.setErrorCode(error.code()));
  }

  /** Answers each batch of the oldest request. */
  void answer(Consumer<PartitionProduceResponse> with) {
    ProduceRequest request = (ProduceRequest) network.requests().peek().requestBuilder().build();
    ProduceResponseData data = new ProduceResponseData();
    for (TopicProduceData topic : request.data().topicData()) {
      TopicProduceResponse answer = new TopicProduceResponse().setTopicId(topic.topicId());
      for (PartitionProduceData one : topic.partitionData()) {
        PartitionProduceResponse partition =
            new PartitionProduceResponse().setIndex(one.index()).setLogAppendTimeMs(-1);
        with.accept(partition);
        answer.partitionResponses().add(partition);
      }
      data.responses().add(answer);
    }
    network.respond(new ProduceResponse(data));
    run();
  }

  /** The connection breaks before the answer. */
  void disconnect(int node) {
    network.disconnect(String.valueOf(node));
    run();
  }
}
