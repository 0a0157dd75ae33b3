package io.tidemark.stack;

import java.nio.file.Path;
import java.util.List;

/** The JVM options that all services share. */
final class ServiceJvm {
  private ServiceJvm() {}

  /** The logging configuration of all services, in the folder of configurations. */
  static Path logging(StackFolder folder) {
    return folder.conf().resolve("log4j2.xml");
  }

  /**
   * @param heap the maximum heap in the JVM's notation, {@code 320m}
   */
  static List<String> options(String heap, StackFolder folder, Service service) {
    return List.of(
        "-Xmx" + heap,
        // By default 1/64 of the machine's memory, which can be the whole heap on a large machine.
        "-Xms32m",
        // Several JVMs on a few cores: the serial collector needs the least memory and no threads.
        "-XX:+UseSerialGC",
        // A service that continues after an OutOfMemoryError would look slow, not dead.
        "-XX:+ExitOnOutOfMemoryError",
        "-Duser.timezone=UTC",
        "-Dfile.encoding=UTF-8",
        "-Djava.net.preferIPv4Stack=true",
        "-Djava.io.tmpdir=" + folder.dataOf(service, "tmp"),
        "-Dlog4j2.configurationFile=" + logging(folder).toUri());
  }
}
