package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.process.FileTrees;
import io.tidemark.process.SparkJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job whose checkpoint is lost goes on from the topics. {@code -Dtidemark.rounds=20} runs a
 * longer test, {@code -Dtidemark.seed=7} another random sequence.
 */
class RebuildIT {
  @TempDir static Path folder;

  @Test
  void aJobThatIsKilledAndLosesItsCheckpointGoesOnFromTheTopicsWithOtherPartitions()
      throws Exception {
    int rounds = Integer.getInteger("tidemark.rounds", 1);
    long seed = Long.getLong("tidemark.seed", 1);
    TestStream stream = define("lost", "10 seconds", "2 minutes");
    stream.attach();
    for (int round = 1; round <= rounds; round++) {
      Random random = new Random(seed + round);
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(
              () ->
                  stream.generate(
                      "--speed-up",
                      "10",
                      "--entities",
                      "1000",
                      "--duration",
                      "2m",
                      "--late",
                      "1%",
                      "--out-of-order",
                      "5%",
                      "--malformed",
                      "0.1%"));
      boolean first = round == 1;
      kill(stream, random, first ? List.of() : rebuild(round));
      if (random.nextBoolean()) {
        delete(stream.checkpoint());
      }
      kill(stream, random, rebuild(round + 1));
      delete(stream.checkpoint());
      kill(stream, random, rebuild(round));
      kill(stream, random, onceBegun(stream));
      flood.get();
      stream.drain(onceBegun(stream).toArray(String[]::new));
      JsonNode report = stream.audit();
      System.err.printf(
          "round %d of %d, seed %d: %s%n",
          round, rounds, seed + round, report.path("verdict").textValue());
    }
    stream.requireEachRowOnce();
  }

  @Test
  void aRebuildWithoutNewReadingsWritesNothing() throws Exception {
    TestStream stream = define("same", "1 minute", "3 minutes");
    stream.attach();
    stream.generate("--entities", "10", "--duration", "5m", "--late", "1%");
    stream.drain();
    List<String> rows = stream.aggregatedTopic();
    stream.drain("--rebuild", "--shuffle-partitions", "3", "--state-store", "rocksdb");
    delete(stream.checkpoint());
    stream.drain("--rebuild");
    assertThat(stream.aggregatedTopic()).isEqualTo(rows);
    stream.audit();
  }

  @Test
  void readingsThatTheRetentionHasDeletedAndThatAreNeededStopARebuild() throws Exception {
    TestStream stream = define("short", "1 minute", "3 minutes");
    stream.attach();
    stream.generate("--entities", "10", "--duration", "5m");
    stream.drain();
    stream.generate("--entities", "10", "--duration", "5m");
    String topic = stream.definition().raw().topic();
    try (Admin admin = Admin.create(stream.client())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      long end = stream.records(topic).stream().filter(one -> one.partition() == 0).count();
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end - 2))).all().get();
    }
    try (SparkJob job =
        stream.start(
            SparkJob.Additions.NONE,
            "stream",
            "--drain",
            "--rebuild",
            "--checkpoint",
            stream.checkpoint().toString())) {
      assertThat(job.await()).isEqualTo(1);
    }
    assertThat(stream.log()).contains("the raw topic short-raw has all readings only from");
  }

  /** A rebuild goes on by itself, unless it was killed before it had begun. */
  private static List<String> onceBegun(TestStream stream) {
    boolean begun =
        Files.exists(stream.checkpoint().resolve("rebuild.json"))
            || Files.exists(stream.checkpoint().resolve("query/offsets"));
    return begun ? List.of() : List.of("--rebuild");
  }

  private static List<String> rebuild(int round) {
    return List.of("--rebuild", "--shuffle-partitions", 1 + round % 4 + "");
  }

  /** Runs the job for some seconds, then ends it as {@code kill -9} does. */
  private static void kill(TestStream stream, Random random, List<String> options)
      throws Exception {
    Stream<String> all =
        Stream.concat(Stream.of("--checkpoint", stream.checkpoint().toString()), options.stream());
    try (SparkJob job =
        stream.start(SparkJob.Additions.NONE, "stream", all.toArray(String[]::new))) {
      job.process()
          .onExit()
          .completeOnTimeout(null, 2_000 + random.nextInt(8_000), TimeUnit.MILLISECONDS)
          .get();
      assertThat(job.isAlive()).as(stream.log()).isTrue();
      job.process().destroyForcibly();
      job.await();
    }
  }

  private static void delete(Path files) throws IOException {
    // a job that is killed early has made none
    FileTrees.delete(files);
  }

  private static TestStream define(String name, String window, String watermark)
      throws IOException {
    return TestStream.define(folder, name, "int", window, watermark, "[entity]");
  }
}
