package io.tidemark.process;

import io.tidemark.cli.Heap;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The Spark job as a child process on this machine, with a class path of its own. */
public final class SparkJob implements AutoCloseable {
  /** The time for a micro-batch to end; a batch that is killed is repeated from the checkpoint. */
  private static final Duration TO_STOP = Duration.ofSeconds(20);

  /** The log with the stack traces of a job whose own output is the terminal. */
  private static final Path LOGS = Path.of(".tidemark/logs");

  /** The exit code of a JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int OUT_OF_MEMORY = 3;

  private final ChildProcess process;

  private SparkJob(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts the job with the output of this process.
   *
   * @param arguments of {@code aggregate}
   * @throws UserError when it is not built or cannot be started
   */
  public static SparkJob start(List<String> arguments) {
    return launch(command(arguments, LOGS, Additions.NONE, List.of()).inheritIO());
  }

  /**
   * Starts the job with its output in a file, for a run of minutes: it starts faster, but reads
   * millions of records more slowly. The log with the stack traces is made beside that file.
   *
   * @throws UserError when it is not built or cannot be started
   */
  public static SparkJob start(List<String> arguments, Path log) {
    return start(arguments, log, Additions.NONE);
  }

  /**
   * Additions to a run, such as an injected fault.
   *
   * @param jvm options of the JVM, which override the job's own
   * @param classPath folders or jars after the job's own
   */
  public record Additions(List<String> jvm, List<Path> classPath) {
    public static final Additions NONE = new Additions(List.of(), List.of());
  }

  /** Starts the job like {@link #start(List, Path)}, with additions. */
  public static SparkJob start(List<String> arguments, Path log, Additions additions) {
    return launch(
        command(arguments, log.getParent(), additions, List.of(JavaCommand.FAST_START)), log);
  }

  /**
   * Starts the job with its output in a file, for measurements: with all compiler optimizations.
   *
   * @throws UserError when it is not built or cannot be started
   */
  public static SparkJob startAtFullSpeed(List<String> arguments, Path log, Additions additions) {
    return launch(command(arguments, log.getParent(), additions, List.of()), log);
  }

  private static SparkJob launch(ProcessBuilder command, Path log) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UserError("cannot write the log " + log + ": " + e.getMessage(), e);
    }
    return launch(command.redirectErrorStream(true).redirectOutput(log.toFile()));
  }

  /**
   * The command of another program on the job's class path.
   *
   * @throws UserError when the job is not built
   */
  public static ProcessBuilder command(
      String mainClass, List<String> arguments, Additions additions) {
    return command(mainClass, arguments, LOGS, additions, List.of());
  }

  private static SparkJob launch(ProcessBuilder command) {
    return new SparkJob(ChildProcess.start("the Spark job", command, TO_STOP));
  }

  private static ProcessBuilder command(
      List<String> arguments, Path logs, Additions additions, List<String> jvm) {
    return command("io.tidemark.spark.Aggregator", arguments, logs, additions, jvm);
  }

  private static ProcessBuilder command(
      String mainClass, List<String> arguments, Path logs, Additions additions, List<String> jvm) {
    Path module = ProjectRoot.current().resolve("spark-aggregator");
    ClassPath spark = ClassPath.read(module.resolve("target/spark.classpath"));
    // The archive of classes is of a class path that begins as this one does.
    ClassPath classPath = spark.and(jar(module.resolve("target")));
    for (Path more : additions.classPath()) {
      classPath = classPath.and(more);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                JavaCommand.javaProgram(),
                "@" + module.resolve("jvm.options"),
                Heap.option(Heap.OF_JOBS, "1g"),
                "-XX:+UseSerialGC",
                // a job that went on would look slow, not dead
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.timezone=UTC",
                "-XX:SharedArchiveFile=" + module.resolve("target/spark.jsa"),
                "-Dlog4j2.configurationFile=" + module.resolve("log4j2-file.properties").toUri(),
                "-Dtidemark.logs=" + logs));
    command.addAll(JavaCommand.FOR_THROUGHPUT);
    command.addAll(jvm);
    command.addAll(additions.jvm());
    command.addAll(List.of("-cp", classPath.toString(), mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // a single process needs no other interface: by default, Spark listens on the external one
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }

  /**
   * The jar for spark-submit, in the version that was built last: the folder may still have jars of
   * earlier versions.
   *
   * @param target the build folder of the job
   * @throws UserError when the jar or the record of its version is missing
   */
  static Path jar(Path target) {
    Path written = target.resolve("maven-archiver/pom.properties");
    Properties build = new Properties();
    try (Reader in = Files.newBufferedReader(written)) {
      build.load(in);
    } catch (IOException e) {
      throw new UserError("the version in " + written + " is missing: run ./mvnw package", e);
    }
    Path jar =
        target.resolve(
            build.getProperty("artifactId")
                + "-"
                + build.getProperty("version")
                + "-spark-submit.jar");
    if (!Files.exists(jar)) {
      throw new UserError("the Spark job's jar " + jar + " is missing: run ./mvnw package");
    }
    return jar;
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The process of the operating system. */
  public ProcessHandle process() {
    return process.handle();
  }

  /** Waits until it ends by itself and returns its exit code; says so when its heap was full. */
  public int await() {
    int code = process.await();
    if (code == OUT_OF_MEMORY) {
      System.err.println(Heap.fullOfJob());
      return 1;
    }
    return code;
  }

  /** Stops the job, between two micro-batches if possible; the next start continues from there. */
  @Override
  public void close() {
    process.close();
  }
}
