package io.tidemark.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reserves TCP ports among the processes of one user. A port that was free when it was chosen is
 * bound seconds later, by a service that has to start first, and another process may choose it in
 * between. A reservation is a lock of one byte of a file, at the port's number ({@code fcntl}), so
 * it ends with the process.
 */
public final class ReservedPorts {
  private static final ReservedPorts OF_USER =
      new ReservedPorts(FileTrees.userCache().resolve("ports.lock"));

  private final Path file;
  private FileChannel locks;

  ReservedPorts(Path file) {
    this.file = file;
  }

  /**
   * Reserves a port for this process, until its end.
   *
   * @return false when it is reserved, by this process or by another one
   */
  public static boolean reserve(int port) {
    return OF_USER.lock(port);
  }

  /** Without a file that can be written nothing is reserved, and the port is only free. */
  synchronized boolean lock(int port) {
    try {
      if (locks == null) {
        Files.createDirectories(file.getParent());
        locks = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      }
      return locks.tryLock(port, 1, false) != null;
    } catch (OverlappingFileLockException reservedHere) {
      return false;
    } catch (IOException notWritable) {
      return true;
    }
  }
}
