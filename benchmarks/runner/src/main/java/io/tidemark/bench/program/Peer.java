package io.tidemark.bench.program;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.process.ChildProgram;
import io.tidemark.process.LoggedCommands;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a person would aggregate with instead; each runs in a JVM of its own. */
public enum Peer {
  KAFKA_STREAMS("kafka-streams", "io.tidemark.benchmarks.kstreams.KafkaStreamsPeer", "2 MB", true),
  FLINK("flink", "io.tidemark.benchmarks.flink.FlinkPeer", "150 MB", false);

  private static final String NONE = "none";

  /** To fetch and build it. */
  private static final Duration BUILD = Duration.ofMinutes(30);

  /** What the Spark job gets; see {@link io.tidemark.process.SparkJob}. */
  private static final List<String> JVM =
      List.of("-Xmx1g", "-XX:+UseSerialGC", "-Duser.timezone=UTC");

  private final String folder;
  private final String mainClass;
  private final String download;

  /** Whether its job has no end, so that it must know how many windows to wait for. */
  private final boolean endless;

  Peer(String folder, String mainClass, String download, boolean endless) {
    this.folder = folder;
    this.mainClass = mainClass;
    this.download = download;
    this.endless = endless;
  }

  /**
   * Those of a list that was typed.
   *
   * @throws UsageError for a name that none has
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

  /** As it is typed. */
  @Override
  public String toString() {
    return folder;
  }

  /**
   * Builds it if it is not there or out of date; the build of the whole leaves out what is large.
   *
   * @throws UserError when the build fails
   */
  public void build(Consumer<String> say) throws IOException {
    if (isBuilt()) {
      return;
    }
    Path root = ProjectRoot.current();
    Path log = root.resolve(".tidemark/build-" + folder + ".log");
    Files.createDirectories(log.getParent());
    String step =
        "building the peer %s; the first time fetches some %s (log: %s)"
            .formatted(folder, download, log);
    List<String> command =
        List.of(
            root.resolve("mvnw").toString(),
            "-B",
            "-Ppeers",
            "-DskipTests",
            "-Dspotless.check.skip",
            "-pl",
            "benchmarks/" + folder,
            "-am",
            "package");
    if (!new LoggedCommands(log, say).run(step, root, BUILD, command)) {
      throw new UserError("the peer " + folder + " could not be built: see " + log);
    }
  }

  private boolean isBuilt() throws IOException {
    Path built = module().resolve("target/classpath");
    if (!Files.exists(built)) {
      return false;
    }
    FileTime when = Files.getLastModifiedTime(built);
    List<Path> sources = new ArrayList<>(List.of(module().resolve("pom.xml")));
    try (Stream<Path> files = Files.walk(module().resolve("src"))) {
      files.forEach(sources::add);
    }
    for (Path source : sources) {
      if (Files.getLastModifiedTime(source).compareTo(when) > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Starts it.
   *
   * @param rows how many windows it is to find
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
