package io.tidemark.bench.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The resident memory of a process in bytes, from Linux's {@code /proc}. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** The current resident memory. */
  public static long now(ProcessHandle process) throws IOException {
    return read(Files.readString(status(process)), "VmRSS");
  }

  /** The peak resident memory since the start of the process. */
  public static long most(ProcessHandle process) throws IOException {
    return read(Files.readString(status(process)), "VmHWM");
  }

  private static Path status(ProcessHandle process) {
    return Path.of("/proc", String.valueOf(process.pid()), "status");
  }

  public static long read(String status, String name) {
    Matcher found =
        Pattern.compile("^" + name + ":\\s+(\\d+) kB$", Pattern.MULTILINE).matcher(status);
    if (!found.find()) {
      throw new IllegalArgumentException("expected a line " + name + " in: " + status);
    }
    return Long.parseLong(found.group(1)) * 1024;
  }
}
