package io.tidemark.bench.load;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.generator.GenerateCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Readings that wait in the raw topic.
 *
 * @param times how often each entity has sent
 * @param interval seconds of event time from one of its readings to the next
 */
public record Backlog(int entities, int times, int interval) {

  /** As near to {@code readings} as whole rounds get, one a second. */
  public static Backlog of(int readings, int entities) {
    return of(readings, entities, 1);
  }

  /** As near to {@code readings} as whole rounds get. */
  public static Backlog of(int readings, int entities, int interval) {
    return new Backlog(entities, Math.max(1, readings / entities), interval);
  }

  public long readings() {
    return (long) entities * times;
  }

  /** Makes topics whose records get the time of their arrival, as attach makes the raw topic. */
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
      admin.createTopics(all).all().get();
    } catch (ExecutionException e) {
      throw new UserError("cannot make the topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Generates them as fast as it goes, and the heartbeats that close the last windows.
   *
   * @param folder gets the ledger of the run
   */
  public void fill(String kafka, StreamOption stream, Path folder) {
    List<String> typed = generate(kafka, stream, folder);
    String[] options = typed.subList(1, typed.size()).toArray(String[]::new);
    if (Commands.run(new GenerateCommand(), options) != 0) {
      throw new UserError("the raw topic could not be filled");
    }
  }

  /** The command that does so, as it is typed after {@code ./tidemark}. */
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
