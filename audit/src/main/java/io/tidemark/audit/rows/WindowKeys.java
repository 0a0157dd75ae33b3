package io.tidemark.audit.rows;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of keys of 128 bits by window. The keys of the windows that were touched last are in
 * memory, within a budget; the others are in a temporary file, 16 bytes each, and are read back
 * when their window is touched again. Rows of a window come together, so that is rare. What it
 * keeps in memory beyond the budget grows with the windows only. The file is unlinked as soon as it
 * is open, so it is gone at the end of the process, however that ends. Not thread-safe.
 */
public final class WindowKeys implements AutoCloseable {
  private static final int KEY = 2 * Long.BYTES;

  private static final class Window {
    private KeyTable table;

    /** The keys in the table that the file has not; null if it has none of them. */
    private KeyTable added;

    /** Position in the file and number of keys, one pair after the other. */
    private long[] spilled = {};

    private long touched;

    long bytes() {
      return table == null ? 0 : table.bytes() + (added == null ? 0 : added.bytes());
    }
  }

  private final long budget;
  private final Path folder;
  private final Map<Long, Window> windows = new HashMap<>();
  private FileChannel file;
  private long end;
  private long bytes;
  private long clock;
  private Window current;
  private long currentStart;

  /** With an eighth of the heap, and a file in the JVM's folder for temporary files. */
  public static WindowKeys ofThisProcess() {
    return new WindowKeys(
        Runtime.getRuntime().maxMemory() / 8, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * @param budget bytes of memory for the keys
   * @param folder for the temporary file
   */
  public WindowKeys(long budget, Path folder) {
    this.budget = budget;
    this.folder = folder;
  }

  /**
   * Adds a key.
   *
   * @param window its start, epoch milliseconds
   * @return whether the window had it not
   * @throws UserError when the temporary file cannot be written or read
   */
  public boolean add(long window, long high, long low) {
    if (current == null || window != currentStart) {
      touch(window);
    }
    long before = current.bytes();
    boolean added = current.table.add(high, low);
    if (added && current.spilled.length > 0) {
      if (current.added == null) {
        current.added = new KeyTable();
      }
      current.added.add(high, low);
    }
    bytes += current.bytes() - before;
    return added;
  }

  private void touch(long start) {
    if (bytes > budget) {
      spill();
    }
    current = windows.computeIfAbsent(start, ignored -> new Window());
    currentStart = start;
    current.touched = clock++;
    if (current.table == null) {
      current.table = new KeyTable();
      readBack(current);
      bytes += current.bytes();
    }
  }

  /** Frees half of the budget, the windows first that were touched the longest time ago. */
  private void spill() {
    List<Window> resident = new ArrayList<>();
    for (Window window : windows.values()) {
      if (window.table != null) {
        resident.add(window);
      }
    }
    resident.sort(Comparator.comparingLong(window -> window.touched));
    current = null;
    for (Window window : resident) {
      if (bytes <= budget / 2) {
        return;
      }
      bytes -= window.bytes();
      write(window);
      window.table = null;
      window.added = null;
    }
  }

  private void write(Window window) {
    KeyTable unwritten = window.spilled.length == 0 ? window.table : window.added;
    if (unwritten == null || unwritten.size() == 0) {
      return;
    }
    long[] keys = unwritten.keys();
    ByteBuffer buffer = ByteBuffer.allocate(keys.length * Long.BYTES);
    buffer.asLongBuffer().put(keys);
    try {
      if (file == null) {
        file = open();
      }
      long at = end;
      while (buffer.hasRemaining()) {
        end += file.write(buffer, end);
      }
      int known = window.spilled.length;
      window.spilled = Arrays.copyOf(window.spilled, known + 2);
      window.spilled[known] = at;
      window.spilled[known + 1] = unwritten.size();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        Files.createTempFile(folder, "tidemark-audit-", ".keys"),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private void readBack(Window window) {
    for (int i = 0; i < window.spilled.length; i += 2) {
      ByteBuffer buffer = ByteBuffer.allocate((int) window.spilled[i + 1] * KEY);
      try {
        for (long at = window.spilled[i]; buffer.hasRemaining(); ) {
          int read = file.read(buffer, at);
          if (read < 0) {
            throw new IOException("it ends before its keys");
          }
          at += read;
        }
      } catch (IOException e) {
        throw failed(e);
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        window.table.add(buffer.getLong(), buffer.getLong());
      }
    }
  }

  private UserError failed(IOException error) {
    return new UserError(
        "cannot keep the keys of the rows in a temporary file in "
            + folder
            + ": "
            + RootCause.line(error)
            + "; it takes 16 bytes a row: make room there, or name another folder with"
            + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
        error);
  }

  /** Bytes in the temporary file. */
  long spilledBytes() {
    return end;
  }

  /** Bytes of the tables in memory. */
  long residentBytes() {
    return bytes;
  }

  /** Removes the temporary file. */
  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
