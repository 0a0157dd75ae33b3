package io.tidemark.stack;

import io.tidemark.process.identity.ProcessId;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A child process of the stack, with its output in a log. */
record ServiceProcess(Service service, Process process, ServiceLog log) {
  private static final int KILLED = 137;

  /**
   * Starts {@code command} so that it ignores SIGINT and SIGHUP. Ctrl-C and the end of the terminal
   * signal all processes of the terminal at once, but the services must stop in order.
   *
   * @param environment is added to that of this process
   */
  static ServiceProcess launch(
      Service service,
      List<String> command,
      Map<String, String> environment,
      Path workingFolder,
      Path log)
      throws IOException {
    List<String> shielded =
        Stream.concat(Stream.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"), command.stream())
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(shielded)
            .directory(workingFolder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ServiceProcess(service, builder.start(), new ServiceLog(log));
  }

  ProcessId id() {
    return ProcessId.of(process.toHandle());
  }

  /** One line on how the process ended. */
  String exitSummary() {
    int code = process.exitValue();
    String how = code == KILLED ? "was killed, most often for lack of memory" : "exit code " + code;
    return service.label()
        + " ended ("
        + how
        + "): "
        + log.lastMeaningfulLine()
        + "; its log is "
        + log.file();
  }
}
