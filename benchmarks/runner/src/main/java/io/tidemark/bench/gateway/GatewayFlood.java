package io.tidemark.bench.gateway;

import io.tidemark.benchmarks.peer.TurnTaker;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.UserError;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The program that sends, in a JVM of its own: to the gateway in batches, and to Kafka with the
 * bare producer, the same readings.
 */
@Command(
    name = "gateway-flood",
    mixinStandardHelpOptions = true,
    description = "Sends readings in the way that a line on standard input names.")
public final class GatewayFlood implements Callable<Integer> {
  static final String P50 = "p50 milliseconds";
  static final String P99 = "p99 milliseconds";

  @Mixin KafkaOptions kafka;

  @Option(names = "--from", paramLabel = "TOPIC", required = true, description = "Has readings.")
  String from;

  @Option(
      names = "--to",
      paramLabel = "TOPIC",
      required = true,
      description = "Gets what the bare producer sends.")
  String to;

  @Option(names = "--gateway", paramLabel = "URL", required = true, description = "The gateway.")
  URI gateway;

  @Option(names = "--readings", paramLabel = "N", required = true, description = "Of each turn.")
  long readings;

  public static void main(String[] args) {
    System.exit(Commands.run(new GatewayFlood(), args));
  }

  @Override
  public Integer call() {
    Properties client = kafka.properties();
    FloodReadings flood = FloodReadings.read(client, from);
    try (BareProducer bare = BareProducer.open(client, to)) {
      Map<String, Supplier<TurnTaker.Took>> ways = new LinkedHashMap<>();
      for (FloodWay way : FloodWay.all(readings)) {
        ways.put(
            way.name(),
            way.isBare()
                ? () -> new TurnTaker.Took(0, bare.send(flood, way.readings()))
                : () -> overHttp(new HttpFlood(gateway, flood, way)));
      }
      TurnTaker.measuring(ways).serve();
    }
    return 0;
  }

  private static TurnTaker.Took overHttp(HttpFlood flood) {
    try {
      double seconds = flood.send();
      return new TurnTaker.Took(
          0, seconds, Map.of(P50, flood.milliseconds(50), P99, flood.milliseconds(99)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted", e);
    }
  }
}
