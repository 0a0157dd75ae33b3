package io.tidemark.doctor;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.process.AvailableMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Checks of the machine on which the commands run. */
final class MachineChecks {
  private static final int JAVA = 17;
  private static final long LEAST_DISK = 2048;

  private MachineChecks() {}

  /** The Java runtime of this program, which also runs the local stack and the job. */
  static Check java(String name, Runtime.Version version, Path home) {
    String found = "Java " + version + " in " + home;
    return version.feature() == JAVA
        ? Check.fine(name, found)
        : Check.look(
            name,
            found + ", and all parts are tried with " + JAVA,
            "set JAVA_HOME to a JDK " + JAVA);
  }

  /**
   * @param available MiB; empty when the system does not report it
   * @param stackRuns whether the local stack is up and already uses its memory
   */
  static Check memory(String name, OptionalLong available, boolean stackRuns) {
    if (available.isEmpty()) {
      return Check.fine(name, "this system does not report the available memory");
    }
    String found = HumanFormat.format(available.getAsLong()) + " MiB available";
    if (stackRuns) {
      return Check.fine(name, found + " beside the local stack, which runs");
    }
    found += ", the local stack needs " + HumanFormat.format(AvailableMemory.NEEDED);
    return available.getAsLong() >= AvailableMemory.NEEDED
        ? Check.fine(name, found)
        : Check.look(
            name, found, "close other programs, or use Kafka and Druid of another machine");
  }

  /** The disk of a folder, which need not exist yet. */
  static Check disk(String name, Path folder) {
    Path there = folder.toAbsolutePath();
    while (Files.notExists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return disk(name, folder, Files.getFileStore(there).getUsableSpace() >> 20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param free MiB
   */
  static Check disk(String name, Path folder, long free) {
    String found = HumanFormat.format(free) + " MiB free for " + folder;
    return free >= LEAST_DISK
        ? Check.fine(name, found)
        : Check.look(
            name,
            found + ", and " + HumanFormat.format(LEAST_DISK) + " are soon used",
            "delete what is no longer needed: old folders in " + folder.resolve("checkpoints"));
  }
}
