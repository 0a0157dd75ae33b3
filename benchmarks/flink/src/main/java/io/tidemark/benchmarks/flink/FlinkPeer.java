package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.peer.TurnTaker;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Aggregates a backlog with Flink SQL, on a session cluster in this JVM that is kept between turns.
 * The source is bounded by the end offsets of the topic. A turn ends when the job has finished,
 * which includes the flush of its sink.
 */
@Command(
    name = "flink-peer",
    mixinStandardHelpOptions = true,
    description = "Aggregates a backlog with Flink SQL for each line on standard input.")
public final class FlinkPeer implements Callable<Integer> {
  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;

  @Option(names = "--to", paramLabel = "TOPIC", required = true, description = "Gets the windows.")
  String to;

  public static void main(String[] args) {
    System.exit(Commands.run(new FlinkPeer(), args));
  }

  @Override
  public Integer call() throws Exception {
    WindowSql sql = new WindowSql(stream.load(), kafka.bootstrapServers(), to);
    Configuration settings = FlinkSettings.ofACluster();
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(FlinkSettings.PARALLELISM)
                .build());
    try {
      cluster.start();
      StreamTableEnvironment tables =
          StreamTableEnvironment.create(
              StreamExecutionEnvironment.getExecutionEnvironment(
                  FlinkSettings.ofAJob(settings, cluster.getRestAddress().get())));
      tables.executeSql(sql.source());
      tables.executeSql(sql.sink());
      TurnTaker.of("Flink SQL", () -> aggregate(tables, sql.insert())).serve();
    } finally {
      cluster.close();
    }
    return 0;
  }

  private static TurnTaker.Took aggregate(StreamTableEnvironment tables, String insert) {
    long start = System.nanoTime();
    TableResult job = tables.executeSql(insert);
    long submitted = System.nanoTime();
    try {
      job.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while the Flink job was running", e);
    } catch (ExecutionException e) {
      throw new UserError("the Flink job failed: " + e.getCause().getMessage(), e);
    }
    return new TurnTaker.Took((submitted - start) / 1e9, (System.nanoTime() - start) / 1e9);
  }
}
