package io.tidemark.bench.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process holds of the machine's memory, as Linux tells it, in bytes. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** Now. */
  public static long now(ProcessHandle process) throws IOException {
    return read(Files.readString(status(process)), "VmRSS");
  }

  /** At most, since it began. */
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
