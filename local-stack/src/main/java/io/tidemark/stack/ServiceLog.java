package io.tidemark.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The log of a service. */
record ServiceLog(Path file) {
  private static final Pattern TROUBLE =
      Pattern.compile(" (ERROR|FATAL) |Exception|^Caused by:|Error( occurred|:)");

  /** Stack frames, empty lines, and the lines of a JVM after the reason why it does not start. */
  private static final Pattern NOISE =
      Pattern.compile(
          "^\\s+(at |\\.\\.\\. )|^\\s*$|^Error: (Could not create the Java|A fatal exception)");

  private static final int WIDTH = 300;

  /** The line that best explains why the service ended: the last error, or else the last line. */
  String lastMeaningfulLine() {
    List<String> lines = lines();
    String last = "";
    String trouble = "";
    for (String line : lines) {
      if (!NOISE.matcher(line).find()) {
        last = line;
        if (TROUBLE.matcher(line).find()) {
          trouble = line;
        }
      }
    }
    String line = trouble.isEmpty() ? last : trouble;
    return line.isEmpty() ? "(nothing was logged)" : shortened(line.strip());
  }

  private List<String> lines() {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unread) {
      return List.of();
    }
  }

  private static String shortened(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH) + "...";
  }
}
