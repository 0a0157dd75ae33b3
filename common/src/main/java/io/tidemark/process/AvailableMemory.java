package io.tidemark.process;

import io.tidemark.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks whether the machine has enough memory for the stack; sizes in MiB. */
public final class AvailableMemory {
  /** Memory for the stack's processes under load, with a reserve for their clients. */
  public static final long NEEDED = 2560;

  /** Memory for each broker of Kafka beside the first. */
  public static final long OF_A_BROKER = 512;

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE =
      Pattern.compile("^MemAvailable:\\s+(\\d+) kB$", Pattern.MULTILINE);

  private AvailableMemory() {}

  /**
   * @param needed such as {@link #NEEDED}
   * @throws UserError when less is available; a system without the figure passes
   */
  public static void requireEnough(long needed) {
    require(meminfo(), needed);
  }

  /** The available memory; empty on a system without the figure. */
  public static OptionalLong available() {
    return available(meminfo());
  }

  private static String meminfo() {
    try {
      return Files.exists(MEMINFO) ? Files.readString(MEMINFO) : "";
    } catch (IOException untold) {
      // without the figure, the check passes
      return "";
    }
  }

  static void require(String meminfo, long needed) {
    OptionalLong available = available(meminfo);
    if (available.isPresent() && available.getAsLong() < needed) {
      throw new UserError(
          "too little memory: "
              + available.getAsLong()
              + " MiB are available and the local stack needs "
              + needed
              + " MiB; close other programs or use a larger machine");
    }
  }

  private static OptionalLong available(String meminfo) {
    Matcher found = AVAILABLE.matcher(meminfo);
    return found.find()
        ? OptionalLong.of(Long.parseLong(found.group(1)) / 1024)
        : OptionalLong.empty();
  }
}
