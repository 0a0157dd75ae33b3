package io.tidemark.stack;

import io.tidemark.process.ProcessId;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A running child process; what it prints goes to a log. */
record ServiceProcess(Service service, Process process, ServiceLog log) {
  private static final int KILLED = 137;

  /**
   * Starts {@code command} so that Ctrl-C and the end of the terminal do not reach it: both go to
   * all processes of the terminal at once, and the services must end one after the other.
   */
  static ServiceProcess launch(Service service, List<String> command, Path workingFolder, Path log)
      throws IOException {
    List<String> shielded =
        Stream.concat(Stream.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"), command.stream())
            .toList();
    Process process =
        new ProcessBuilder(shielded)
            .directory(workingFolder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    return new ServiceProcess(service, process, new ServiceLog(log));
  }

  ProcessId id() {
    return ProcessId.of(process.toHandle());
  }

  /** One line on how the process ended; call it only when it has. */
  String obituary() {
    int code = process.exitValue();
    String how = code == KILLED ? "was killed, mostly for want of memory" : "exit code " + code;
    return service.label()
        + " ended ("
        + how
        + "): "
        + log.lastMeaningfulLine()
        + "; its log is "
        + log.file();
  }
}
