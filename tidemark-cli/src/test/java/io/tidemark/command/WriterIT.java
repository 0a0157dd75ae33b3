package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.process.SparkJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One query writes to an aggregated topic, whatever checkpoints there are. {@code
 * -Dtidemark.rounds=20} begins two jobs at once twenty times.
 */
class WriterIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;

  @Test
  void ofTwoJobsThatBeginAtOnceOnAnEmptyTopicOneWritesAndTheOtherSaysWhoDoes() throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 2);
    for (int round = 1; round <= rounds; round++) {
      TestStream stream = define("once-" + round);
      stream.generate("--duration", "2m");
      int first;
      int second;
      try (SparkJob one = start(stream, "one", "--drain");
          SparkJob other = start(stream, "other", "--drain")) {
        first = one.await();
        second = other.await();
      }
      String writer = first == 0 ? "one" : "other";
      String refused = first == 0 ? "other" : "one";
      assertThat(List.of(first, second)).as(messages(stream, refused)).containsOnlyOnce(0, 1);
      assertThat(messages(stream, refused).lines())
          .as("round " + round)
          .singleElement()
          .asString()
          .containsAnyOf(
              "is written by the query of another checkpoint, "
                  + stream.folder().resolve(writer).toAbsolutePath(),
              stream.definition().aggregated().topic() + " has rows already")
          .contains("--append");
      assertThat(rowsWithoutValues(stream)).hasSize(400).doesNotHaveDuplicates();
      System.err.printf("round %d of %d: '%s' wrote%n", round, rounds, writer);
    }
  }

  @Test
  void aJobThatAppendsTakesTheTopicFromARunningJobWhichCanWriteNothingMore() throws Exception {
    TestStream stream = define("taken");
    stream.generate("--duration", "2m");
    List<String> before;
    try (SparkJob former = start(stream, "former")) {
      awaitRows(stream, former, 400);
      before = rowsWithoutValues(stream);
      try (SparkJob next = start(stream, "next", "--append")) {
        awaitRows(stream, next, 800);
        stream.generate("--duration", "2m");
        assertThat(former.process().onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        assertThat(former.await()).isEqualTo(1);
        awaitRows(stream, next, 1200);
      }
    }
    assertThat(before).hasSize(400).doesNotHaveDuplicates();
    List<String> later = new ArrayList<>(rowsWithoutValues(stream));
    later.removeAll(before);
    assertThat(later).hasSize(400).doesNotHaveDuplicates();

    try (SparkJob again = start(stream, "former", "--drain")) {
      assertThat(again.await()).isEqualTo(1);
    }
    assertThat(messages(stream, "former"))
        .contains(
            "taken-aggregated is written by the query of another checkpoint, "
                + stream.folder().resolve("next").toAbsolutePath());
    try (SparkJob goesOn = start(stream, "next", "--drain")) {
      assertThat(goesOn.await()).as(messages(stream, "next")).isZero();
    }
  }

  @Test
  void aJobThatAppendsFencesAHundredProducersOfTheFormerQueryWithinAMinute() throws Exception {
    TestStream stream = define("many");
    stream.generate("--duration", "1m");
    stream.drain();
    String ofOneTask = transactionalId(stream);
    String former = ofOneTask.substring(0, ofOneTask.lastIndexOf('-') + 1);
    try (Producer<byte[], byte[]> open = producer(stream, former + 100)) {
      for (int task = 2; task < 100; task++) {
        producer(stream, former + task).close();
      }
      open.beginTransaction();
      long start = System.nanoTime();
      try (SparkJob next = start(stream, "next", "--append", "--drain")) {
        assertThat(next.await()).as(messages(stream, "next")).isZero();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
      open.send(new ProducerRecord<>(stream.definition().aggregated().topic(), new byte[1]));
      assertThatThrownBy(open::commitTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(rowsWithoutValues(stream)).hasSize(400);
  }

  @Test
  void anOlderCopyOfACheckpointWritesNothingAndTheJobGoesOnByARebuild() throws Exception {
    TestStream stream = define("older");
    stream.generate("--duration", "2m");
    stream.drain();
    Path checkpoint = stream.checkpoint();
    Path older = copy(checkpoint, "backup");
    Path planned = copy(checkpoint, "planned");
    stream.generate("--duration", "2m");
    swap(checkpoint, planned);
    stream.drainKilledBefore("state/0/0/4.delta");
    swap(checkpoint, planned);
    stream.generate("--duration", "2m");
    stream.drain();
    List<String> rows = stream.aggregatedTopic();
    assertThat(rows).hasSize(1200);

    stream.drainFails(older);
    assertThat(stream.messages())
        .singleElement()
        .asString()
        .contains(older + " on ", " is an older copy: it ends with epoch 1, and epoch 3 of its");
    stream.drainFails(planned);
    assertThat(stream.log())
        .contains("which has epoch 3 of this query, planned otherwise: another");
    assertThat(stream.aggregatedTopic()).isEqualTo(rows);

    stream.generate("--duration", "2m");
    stream.aggregate("stream", "--drain", "--checkpoint", older.toString(), "--rebuild");
    assertThat(rowsWithoutValues(stream)).hasSize(1600).doesNotHaveDuplicates();
  }

  private static Path copy(Path checkpoint, String name) throws Exception {
    Path copy = checkpoint.resolveSibling(name);
    String[] command = {"cp", "-a", checkpoint.toString(), copy.toString()};
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    return copy;
  }

  private static void swap(Path one, Path other) throws IOException {
    Path aside = one.resolveSibling("aside");
    Files.move(one, aside);
    Files.move(other, one);
    Files.move(aside, other);
  }

  /** The id of a producer of the stream's query, {@code tidemark-QUERY-TASK}. */
  private static String transactionalId(TestStream stream) throws Exception {
    try (KafkaFaults faults = KafkaFaults.of(stream)) {
      return faults.transactions().iterator().next().transactionalId();
    }
  }

  private static Producer<byte[], byte[]> producer(TestStream stream, String transactionalId) {
    Properties settings = stream.client();
    settings.setProperty(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    ByteArraySerializer bytes = new ByteArraySerializer();
    Producer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes);
    producer.initTransactions();
    return producer;
  }

  private static SparkJob start(TestStream stream, String checkpoint, String... options) {
    List<String> arguments = new ArrayList<>(List.of("stream"));
    arguments.addAll(stream.shared());
    arguments.addAll(List.of("--checkpoint", stream.folder().resolve(checkpoint).toString()));
    arguments.addAll(List.of(options));
    return SparkJob.start(arguments, log(stream, checkpoint), SparkJob.Additions.NONE);
  }

  private static void awaitRows(TestStream stream, SparkJob job, int rows) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (stream.aggregatedTopic().size() < rows) {
      assertThat(job.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("%d rows in time", rows).isLessThan(end);
    }
  }

  private static List<String> rowsWithoutValues(TestStream stream) {
    return stream.aggregatedTopic().stream()
        .map(row -> row.substring(0, row.indexOf(",\"readings\"")))
        .toList();
  }

  private static Path log(TestStream stream, String checkpoint) {
    return stream.folder().resolve(checkpoint + ".log");
  }

  private static String messages(TestStream stream, String checkpoint) throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(log(stream, checkpoint)).stream()
            .filter(line -> !line.startsWith("WARNING") && !line.contains("[warning]"))
            .toList());
  }

  private static TestStream define(String name) throws Exception {
    TestStream stream =
        TestStream.define(SharedStack.kafka(), folder, name, "int", "1 minute", "0", "[entity]");
    stream.createTopics(2);
    return stream;
  }
}
