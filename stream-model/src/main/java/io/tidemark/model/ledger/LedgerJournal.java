package io.tidemark.model.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The ledger of a run that goes on, in a file that only grows, so that a run that is killed leaves
 * what it had written. Each line is a ledger of what came since the line before; the ledger of the
 * run is their sum. A line that was not written to its end does not count. At times the lines are
 * replaced by their sum. Not thread-safe.
 */
public final class LedgerJournal {
  /** The ending of the file, which otherwise has the name of the ledger. */
  public static final String ENDING = ".journal";

  /** The size in bytes from which lines are replaced by their sum. */
  private static final long LARGE = 16 << 20;

  private final Path file;
  private final long large;
  private long nextSum;

  /**
   * @param folder of the ledgers
   * @param stream the definition's name
   * @param startedAt wall clock, ISO 8601
   */
  public LedgerJournal(Path folder, String stream, String startedAt) {
    this(folder.resolve(RunLedger.fileName(stream, startedAt) + ENDING), LARGE);
  }

  /**
   * @param large the size in bytes from which lines are replaced by their sum
   */
  LedgerJournal(Path file, long large) {
    this.file = file;
    this.large = large;
    nextSum = large;
  }

  /**
   * Adds a part of the run. It is with the operating system afterwards, so it survives the end of
   * this process.
   *
   * @param part what came since the last call
   * @throws IOException when it cannot be written; the caller may try again with more
   */
  public void add(RunLedger part) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      append(out, ByteBuffer.wrap((part.toLine() + "\n").getBytes(StandardCharsets.UTF_8)));
    }
    if (Files.size(file) >= nextSum) {
      try {
        replaceBySum();
      } catch (IOException | OutOfMemoryError e) {
        // the part is written: a failure here would have it written again
        nextSum = 2 * Files.size(file);
      }
    }
  }

  /** A line that does not fit, on a full disk, leaves nothing behind. */
  private static void append(FileChannel out, ByteBuffer line) throws IOException {
    long end = out.size();
    out.position(end);
    try {
      while (line.hasRemaining()) {
        out.write(line);
      }
    } catch (IOException e) {
      out.truncate(end);
      throw e;
    }
  }

  private void replaceBySum() throws IOException {
    Path sum = file.resolveSibling(file.getFileName() + ".part");
    try {
      read(file).orElseThrow().writeLine(sum);
      Files.move(sum, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(sum);
    }
    nextSum = Math.max(large, 2 * Files.size(file));
  }

  /**
   * Reads the ledger of a journal.
   *
   * @return empty when the run was killed before a line was written to its end
   * @throws IOException when the file cannot be read, or has a line that is no ledger
   */
  public static Optional<RunLedger> read(Path file) throws IOException {
    // a last line that was cut in the middle of a character is no error
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      String line = wholeLine(in);
      if (line == null) {
        return Optional.empty();
      }
      LedgerSum sum = new LedgerSum(RunLedger.ofLine(line));
      while ((line = wholeLine(in)) != null) {
        sum.add(RunLedger.ofLine(line));
      }
      return Optional.of(sum.ledger());
    }
  }

  /** The next line; null without one that was written to its end. */
  private static String wholeLine(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString();
      }
      line.append((char) next);
    }
    return null;
  }

  /**
   * Deletes the journal, after the ledger was written.
   *
   * @throws IOException when it cannot be deleted
   */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
