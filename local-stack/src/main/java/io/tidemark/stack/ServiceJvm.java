package io.tidemark.stack;

import java.nio.file.Path;
import java.util.List;

/** The JVM options that all services share. */
final class ServiceJvm {
  /**
   * For those that move the data: the second compiler, ten times later than by default, so that it
   * works for what a flood keeps hot and not for what only the start needs.
   */
  static final List<String> FOR_A_FLOOD =
      List.of(
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  private ServiceJvm() {}

  /** The file for all services' logging, in the folder of configurations. */
  static Path logging(StackFolder folder) {
    return folder.conf().resolve("log4j2.xml");
  }

  /**
   * @param heap the largest heap as the JVM writes it, {@code 320m}
   */
  static List<String> options(String heap, StackFolder folder, Service service) {
    return List.of(
        "-Xmx" + heap,
        // By default a 64th of the machine's memory, on a large one the whole heap from the start.
        "-Xms32m",
        // Several JVMs on a few cores: the serial collector needs least memory and no threads.
        "-XX:+UseSerialGC",
        // A service that limps on without memory would be seen as slow, not as dead.
        "-XX:+ExitOnOutOfMemoryError",
        "-Duser.timezone=UTC",
        "-Dfile.encoding=UTF-8",
        "-Djava.net.preferIPv4Stack=true",
        "-Djava.io.tmpdir=" + folder.dataOf(service, "tmp"),
        "-Dlog4j2.configurationFile=" + logging(folder).toUri());
  }
}
