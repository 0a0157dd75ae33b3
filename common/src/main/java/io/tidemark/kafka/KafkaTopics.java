package io.tidemark.kafka;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Inspects topics and converts broker failures into one-line errors. */
public final class KafkaTopics {
  /** The response timeout of a broker that accepts connections; a busy one can take long. */
  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The connection timeout, after which an address counts as unreachable. */
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Z_]+://)?\\[?([^\\[\\]/,]+?)\\]?:(\\d{1,5})");

  private KafkaTopics() {}

  /**
   * Creates an admin client with the timeout {@link #TIMEOUT}.
   *
   * @param client Kafka client settings, with the address; their own timeouts take precedence
   * @throws Unreachable when no address accepts connections
   * @throws UserError when the settings are invalid, or lack the TLS that the listener expects
   */
  public static Admin admin(Properties client) {
    Properties settings = new Properties();
    settings.put("default.api.timeout.ms", String.valueOf(TIMEOUT.toMillis()));
    settings.put("request.timeout.ms", String.valueOf(TIMEOUT.toMillis() / 2));
    settings.putAll(client);
    requireListener(client);
    try {
      return Admin.create(settings);
    } catch (KafkaException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      throw new UserError(
          "these Kafka client settings cannot be used: "
              + root.getMessage()
              + "; see --kafka-properties",
          e);
    }
  }

  /** Tests for a listener once: a Kafka client would retry a refused connection for a minute. */
  private static void requireListener(Properties client) {
    IOException refused = null;
    for (String address : client.getProperty("bootstrap.servers").split(",")) {
      Matcher parts = ADDRESS.matcher(address.strip());
      if (!parts.matches()) {
        throw new UsageError(
            "--kafka: expected HOST:PORT, several with commas between them, found " + address);
      }
      try {
        InetSocketAddress listener =
            new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)));
        // a broker that is ending closes connections too, and then it accepts none
        if (turnsAway(client, listener) && turnsAway(client, listener)) {
          throw new UserError(
              "Kafka at "
                  + address.strip()
                  + " closes the connection of a client without TLS and login; name a file with"
                  + " security.protocol and the login with --kafka-properties");
        }
        return;
      } catch (IOException | IllegalArgumentException e) {
        refused = new IOException(e.getMessage(), e);
      }
    }
    throw unreachable(client, refused);
  }

  private static boolean turnsAway(Properties client, InetSocketAddress listener)
      throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(listener, (int) CONNECT.toMillis());
      return client.getProperty("security.protocol", "PLAINTEXT").equalsIgnoreCase("PLAINTEXT")
          && ListenerProbe.expectsTls(socket);
    }
  }

  /**
   * Describes a topic.
   *
   * @throws UserError when no broker answers, or there is no such topic
   */
  public static TopicDescription describe(Properties client, String topic) {
    try (Admin admin = admin(client)) {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw missing(client, topic, e.getCause());
      }
      throw failed(client, e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(client, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped while waiting for Kafka", e);
    }
  }

  /**
   * The number of used offsets of a topic over all partitions. It is at least the number of
   * readable records: transaction markers have offsets too.
   *
   * @throws UserError when no broker answers, or there is no such topic
   */
  public static long offsets(Properties client, String topic) {
    List<TopicPartition> partitions =
        describe(client, topic).partitions().stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    try (Admin admin = admin(client)) {
      return sum(admin, partitions, OffsetSpec.latest())
          - sum(admin, partitions, OffsetSpec.earliest());
    } catch (ExecutionException e) {
      throw failed(client, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("stopped while waiting for Kafka", e);
    }
  }

  /** The partitions of a topic, from a consumer's metadata. */
  public static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private static long sum(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> which)))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  /** The error for a topic that does not exist. */
  public static UserError missing(Properties client, String topic, Throwable cause) {
    return new UserError(
        "the topic "
            + topic
            + " does not exist at "
            + client.getProperty("bootstrap.servers")
            + "; './tidemark attach' makes it",
        cause);
  }

  /** The error for a request that did not succeed. */
  public static UserError failed(Properties client, Throwable cause) {
    String address = client.getProperty("bootstrap.servers");
    if (cause instanceof SslAuthenticationException) {
      return new UserError(
          "no TLS with Kafka at "
              + address
              + ": "
              + RootCause.line(cause)
              + "; see security.protocol and ssl.truststore.location in the file of"
              + " --kafka-properties",
          cause);
    }
    if (cause instanceof AuthenticationException) {
      return new UserError(
          "Kafka at "
              + address
              + " does not accept the login ("
              + cause.getMessage()
              + "); correct the file of --kafka-properties",
          cause);
    }
    if (cause instanceof AuthorizationException) {
      return new UserError(
          "Kafka at "
              + address
              + " refuses what the user may not ("
              + cause.getMessage()
              + "); give the user that right, or name the file of another user with"
              + " --kafka-properties",
          cause);
    }
    return unreachable(client, cause);
  }

  /** No broker answers; a later attempt may succeed. */
  public static final class Unreachable extends UserError {
    private static final long serialVersionUID = 1L;

    private Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The error for a broker that does not answer. */
  public static Unreachable unreachable(Properties client, Throwable cause) {
    Throwable root = cause.getCause() instanceof KafkaException known ? known : cause;
    return new Unreachable(
        "no Kafka broker answers at "
            + client.getProperty("bootstrap.servers")
            + " ("
            + root.getMessage()
            + "); name another with --kafka, or start one with './tidemark up'",
        cause);
  }
}
