package io.tidemark.bench.program;

import io.tidemark.cli.UsageError;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.JavaCommand;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The alternatives to the job that are measured; each runs in a separate JVM. */
public enum Peer {
  KAFKA_STREAMS("kafka-streams", "io.tidemark.benchmarks.kstreams.KafkaStreamsPeer", true),
  FLINK("flink", "io.tidemark.benchmarks.flink.FlinkPeer", false);

  private static final String NONE = "none";

  /** The JVM options of the Spark job; see {@link io.tidemark.process.SparkJob}. */
  public static final List<String> JVM =
      Stream.concat(
              Stream.of("-Xmx1g", "-XX:+UseSerialGC", "-Duser.timezone=UTC"),
              JavaCommand.FOR_THROUGHPUT.stream())
          .toList();

  private final String folder;
  private final String mainClass;

  /** Whether its job does not end by itself, so that it needs the number of windows to wait for. */
  private final boolean endless;

  Peer(String folder, String mainClass, boolean endless) {
    this.folder = folder;
    this.mainClass = mainClass;
    this.endless = endless;
  }

  /**
   * The peers with the given names.
   *
   * @throws UsageError for an unknown name
   */
  public static List<Peer> named(List<String> names) {
    if (names.equals(List.of(NONE))) {
      return List.of();
    }
    return names.stream().map(Peer::named).toList();
  }

  private static Peer named(String name) {
    return Arrays.stream(values())
        .filter(peer -> peer.folder.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageError(
                    "--peers: expected some of %s, or %s, found '%s'"
                        .formatted(Arrays.toString(values()), NONE, name)));
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return folder;
  }

  /**
   * Starts the peer.
   *
   * @param rows the number of windows
   */
  MeasuredProgram start(String stream, String kafka, String to, long rows) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--stream", stream, "--kafka", kafka, "--to", to));
    if (endless) {
      arguments.addAll(List.of("--rows", String.valueOf(rows)));
    }
    return MeasuredProgram.start(
        "the peer " + folder, ChildProgram.module(module(), JVM, mainClass, arguments));
  }

  private Path module() {
    return ProjectRoot.current().resolve("benchmarks").resolve(folder);
  }
}
