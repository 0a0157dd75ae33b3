package io.tidemark.bench.load;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.generator.GenerateCommand;
import io.tidemark.kafka.NewTopics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A backlog of readings in the raw topic.
 *
 * @param times the number of readings of each entity
 * @param interval seconds of event time between two readings of an entity
 */
public record Backlog(int entities, int times, int interval) {

  /** A backlog of about {@code readings}, in whole rounds, one round a second. */
  public static Backlog of(int readings, int entities) {
    return of(readings, entities, 1);
  }

  /** A backlog of about {@code readings}, in whole rounds. */
  public static Backlog of(int readings, int entities, int interval) {
    return new Backlog(entities, Math.max(1, readings / entities), interval);
  }

  public long readings() {
    return (long) entities * times;
  }

  /** Creates topics whose records are stamped by the broker, like the raw topic of attach. */
  public static void createTopics(String kafka, int partitions, String... topics)
      throws InterruptedException {
    try (Admin admin = Admin.create(new KafkaOptions(kafka).properties())) {
      List<NewTopic> all =
          Arrays.stream(topics)
              .map(
                  topic ->
                      new NewTopic(topic, partitions, (short) 1)
                          .configs(Map.of("message.timestamp.type", "LogAppendTime")))
              .toList();
      NewTopics.create(admin, all);
    } catch (ExecutionException e) {
      throw new UserError("cannot make the topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Generates the readings at full speed, and the heartbeats that close the last windows.
   *
   * @param folder for the ledger of the run
   */
  public void fill(String kafka, StreamOption stream, Path folder) {
    List<String> typed = generate(kafka, stream, folder);
    String[] options = typed.subList(1, typed.size()).toArray(String[]::new);
    if (Commands.run(new GenerateCommand(), options) != 0) {
      throw new UserError("the raw topic could not be filled");
    }
  }

  /** The arguments of {@code ./tidemark} that generate the backlog. */
  public List<String> generate(String kafka, StreamOption stream, Path folder) {
    return List.of(
        "generate",
        "--stream",
        stream.file().toString(),
        "--kafka",
        kafka,
        "--clock",
        "simulated",
        "--speed-up",
        "0",
        "--entities",
        String.valueOf(entities),
        "--interval",
        interval + "s",
        "--duration",
        (long) times * interval + "s",
        "--ledgers",
        folder.resolve("ledgers").toString());
  }
}
