package io.tidemark.gateway;

import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.LedgersOption;
import io.tidemark.cli.MetricsOption;
import io.tidemark.cli.StreamsOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.TokenOption;
import io.tidemark.cli.UntilStopped;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.gateway.http.BearerToken;
import io.tidemark.gateway.http.PemFiles;
import io.tidemark.gateway.http.RequestLimits;
import io.tidemark.gateway.produce.KafkaSender;
import io.tidemark.kafka.ProducerSettings;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.registry.RegistryOptions;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gateway}: takes readings by HTTP until Ctrl-C, and writes their run ledgers. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "Takes readings by HTTP and sends them to the raw topic, until Ctrl-C.",
    footer = {
      "",
      "POST /log takes a JSON object, an array of objects, or an object in each line"
          + " (application/x-ndjson), plain or in gzip; GET /log?FIELD=VALUE one reading. With"
          + " several streams the path is /log/STREAM. The answer comes after Kafka has"
          + " acknowledged all readings. At the end the run ledgers are written, with which 'audit'"
          + " compares the stations. docs/gateway.md has the rest.",
      "",
      "  ./tidemark gateway",
      "  ./tidemark gateway --stream weather,vehicles --port 8090",
      "  ./tidemark gateway --host 0.0.0.0 --token-file token --tls-certificate cert.pem --tls-key"
          + " key.pem",
      "  curl -H 'Content-Type: application/json' -d @reading.json http://127.0.0.1:8090/log"
    })
public final class GatewayCommand implements Callable<Integer> {
  /** What becomes of a request with readings that the definition refuses. */
  enum Refused {
    /** It is answered with 400, and nothing of it is sent. */
    REJECT,
    /** All is sent, and the job makes dead letters of what is refused. */
    DEAD_LETTER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Kafka's time after a signal. With the ledger, less than a container's ten seconds. */
  private static final Duration TO_ACKNOWLEDGE = Duration.ofSeconds(7);

  @Mixin StreamsOption streams;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin TimeLimitOptions timeLimits;
  @Mixin MetricsOption metrics;
  @Mixin TokenOption token;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address on which it listens; another one than loopback needs --token-file or"
              + " --without-token (default: ${DEFAULT-VALUE}).")
  String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "The port; 0 is any that is free (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--without-token",
      description = "Listen on another address than loopback though no token is asked for.")
  boolean withoutToken;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "The server's certificate in PEM, and those that sign it behind it (default: HTTP without"
              + " TLS).")
  Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of the certificate in PEM, PKCS #8 without a password.")
  Path key;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "8388608",
      description = "The most bytes of a request's body, unpacked (default: ${DEFAULT-VALUE}).")
  int maxBody;

  @Option(
      names = "--max-pending",
      paramLabel = "BYTES",
      description =
          "The most bytes of readings that wait for Kafka; beyond it requests are answered with 429"
              + " (default: half of buffer.memory, which is 64 MiB).")
  Long maxPending;

  @Option(
      names = "--max-time",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "The most time from the head of a request to its answer (default: ${DEFAULT-VALUE}).")
  Duration maxTime;

  @Option(
      names = "--on-refused",
      paramLabel = "reject|dead-letter",
      defaultValue = "reject",
      description =
          "What becomes of a request with readings that the definition refuses: 'reject' answers"
              + " with 400 and the reasons, and sends nothing of it; 'dead-letter' sends all, and"
              + " the job puts what is refused into the dead-letter topic (default:"
              + " ${DEFAULT-VALUE}).")
  Refused onRefused;

  @Option(
      names = "--close-windows",
      description =
          "At the end send a heartbeat to each partition, which closes the windows of what was sent;"
              + " for a topic that nobody else fills.")
  boolean closeWindows;

  @Mixin LedgersOption ledgers;

  @Spec CommandSpec command;

  /** The entry point of the gateway's container. */
  public static void main(String[] args) {
    System.exit(Commands.run(new GatewayCommand(), args));
  }

  @Override
  public Integer call() throws Exception {
    List<StreamDefinition> definitions = streams.load().stream().map(registry::writing).toList();
    Properties client = kafka.properties();
    GatewaySettings settings = settings(client);
    PrintWriter err = command.commandLine().getErr();
    UntilStopped until = new UntilStopped();
    return until.run(() -> serve(definitions, client, settings, until, err), err);
  }

  private int serve(
      List<StreamDefinition> definitions,
      Properties client,
      GatewaySettings settings,
      UntilStopped until,
      PrintWriter err)
      throws InterruptedException {
    Map<StreamDefinition, RawTopicState> topics = new LinkedHashMap<>();
    definitions.forEach(one -> topics.put(one, RawTopicState.of(one, client)));
    Consumer<String> say = Commands.lines(err);
    try (Metrics numbers = metrics.open(definitions.get(0).name(), say);
        Gateway gateway =
            new Gateway(
                definitions, topics::get, KafkaSender.open(client), settings, numbers, say);
        LedgerFiles files = new LedgerFiles(gateway, ledgers.folder(), say);
        TopicWatch watch = new TopicWatch(topics, client)) {
      Consumer<String> print = Commands.lines(command.commandLine().getOut());
      print.accept("readings at " + gateway.address() + "/log, until Ctrl-C");
      Optional<String> replaced = Optional.empty();
      Optional<String> failure = Optional.empty();
      while (replaced.isEmpty()
          && failure.isEmpty()
          && !until.stop().await(TopicWatch.PAUSE.toSeconds(), TimeUnit.SECONDS)) {
        replaced = watch.replaced();
        gateway.setMissing(watch.missing());
        failure = gateway.failure();
      }
      List<RunLedger> written = gateway.stop(TO_ACKNOWLEDGE, closeWindows && replaced.isEmpty());
      List<Path> paths = files.write(written);
      for (int i = 0; i < paths.size(); i++) {
        print.accept(summary(written.get(i), paths.get(i)));
      }
      if (failure.isPresent()) {
        throw new UserError(failure.get() + "; start the gateway again");
      }
      if (replaced.isPresent()) {
        throw new UserError(
            "the topic "
                + replaced.get()
                + " was deleted and made again while the gateway ran; the ledger is that of the old"
                + " one, start the gateway again for the new one");
      }
      return 0;
    }
  }

  private static String summary(RunLedger ledger, Path file) {
    return String.format(
        Locale.ROOT,
        "Sent %,d readings to %s in %d windows and %d partitions; ledger: %s",
        ledger.sent(),
        ledger.topic(),
        ledger.windows().size(),
        ledger.partitions().size(),
        file);
  }

  private GatewaySettings settings(Properties client) {
    require(maxBody >= 1 && maxBody <= 1 << 30, "--max-body", "1 to 1073741824 bytes", maxBody);
    require(port >= 0 && port <= 0xffff, "--port", "0 to 65535", port);
    require(!maxTime.isZero(), "--max-time", "more than 0", "0");
    require(
        (certificate == null) == (key == null), "--tls-key", "--tls-certificate with it", "one");
    long pending = maxPending == null ? halfOfBuffer(client) : maxPending;
    require(pending >= 1, "--max-pending", "1 byte or more", pending);
    String secret = token.read();
    requireProtected(secret != null);
    return new GatewaySettings(
        host,
        port,
        certificate == null ? null : new PemFiles(certificate, key),
        secret == null ? null : new BearerToken(secret),
        new RequestLimits(maxBody, RequestLimits.READINGS, maxTime),
        pending,
        onRefused == Refused.DEAD_LETTER,
        ProducerSettings.longestValue(client),
        timeLimits.limits());
  }

  private static long halfOfBuffer(Properties client) {
    String memory = ProducerSettings.with(client).getProperty(ProducerConfig.BUFFER_MEMORY_CONFIG);
    try {
      return Long.parseLong(memory.strip()) / 2;
    } catch (NumberFormatException e) {
      throw new UsageError(
          ProducerConfig.BUFFER_MEMORY_CONFIG
              + ": expected a number of bytes, found '"
              + memory
              + "'; see --kafka-properties",
          e);
    }
  }

  private void requireProtected(boolean hasToken) {
    try {
      boolean open = !InetAddress.getByName(host).isLoopbackAddress();
      require(
          !open || hasToken || withoutToken,
          "--host",
          "--token-file or --without-token with another address than loopback",
          host);
    } catch (UnknownHostException e) {
      throw new UsageError("--host: there is no host '" + host + "'", e);
    }
  }

  private static void require(boolean right, String option, String expected, Object found) {
    if (!right) {
      throw new UsageError(option + ": expected " + expected + ", found " + found);
    }
  }
}
