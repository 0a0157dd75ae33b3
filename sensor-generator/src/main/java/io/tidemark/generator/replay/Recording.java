package io.tidemark.generator.replay;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.content.GzipMembers;
import io.tidemark.generator.content.PeekedInput;
import io.tidemark.generator.content.UnreadableFormat;
import io.tidemark.generator.content.Utf8Input;
import io.tidemark.generator.content.ZipContent;
import io.tidemark.generator.content.ZstdFrames;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.options.RecordingOptions.Format;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A file with recorded readings, or standard input. Its first bytes decide whether it is
 * compressed.
 */
final class Recording implements Closeable {
  /** Counts the bytes that were read, before decompression. */
  private static final class Counted extends FilterInputStream {
    private volatile long position;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      count(Math.max(read, 0));
      return read;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread reads
    private void count(int bytes) {
      position += bytes;
    }
  }

  private final String name;
  private final OptionalLong size;
  private final Closeable file;
  private final Counted counted;
  private InputStream content;
  private String contentName;

  private Recording(String name, OptionalLong size, Closeable file, InputStream in) {
    this.name = name;
    contentName = name;
    this.size = size;
    this.file = file;
    counted = new Counted(in);
  }

  /**
   * Opens a file or standard input without reading from it.
   *
   * @throws UsageError when the file cannot be read
   */
  static Recording open(RecordingOptions options) {
    if (options.fromStandardInput()) {
      // unlike System.in, a channel can be closed during a blocking read
      FileChannel channel = new FileInputStream(FileDescriptor.in).getChannel();
      return of("standard input", channel);
    }
    try {
      Path path = Path.of(options.from);
      if (Files.isDirectory(path)) {
        throw new IOException("it is a folder");
      }
      OptionalLong size =
          Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new Recording(options.from, size, channel, Channels.newInputStream(channel));
    } catch (NoSuchFileException e) {
      throw new UsageError("--from: expected a file or '-', found none at " + options.from, e);
    } catch (IOException | InvalidPathException e) {
      throw new UsageError("--from: cannot read " + options.from + ": " + e.getMessage(), e);
    }
  }

  /** A recording from a channel of unknown size. */
  static Recording of(String name, ReadableByteChannel channel) {
    return new Recording(name, OptionalLong.empty(), channel, Channels.newInputStream(channel));
  }

  /** The name of the recording in messages. */
  String name() {
    return name;
  }

  /** The name of the file in a zip archive, otherwise that of the recording. */
  String contentName() {
    return contentName;
  }

  /** The size in bytes, before decompression; empty when unknown. */
  OptionalLong size() {
    return size;
  }

  /** The number of bytes that were read, before decompression. */
  long position() {
    return counted.position;
  }

  /**
   * The decompressed content as UTF-8.
   *
   * @param charset of the content, if no byte order mark says another
   * @throws UsageError when it has a format that is not read
   * @throws IOException when it cannot be read
   */
  PeekedInput content(Charset charset) throws IOException {
    PeekedInput in = new PeekedInput(counted);
    content = in;
    InputStream plain = decompressed(in);
    content = plain;
    PeekedInput peeked = plain == in ? in : new PeekedInput(plain);
    UnreadableFormat.refuse(peeked, name);
    InputStream text = Utf8Input.of(peeked, charset);
    return text == peeked ? peeked : new PeekedInput(text);
  }

  /**
   * Checks the format of a file. A pipe is not even opened, because that waits for its writer, and
   * the writer breaks when it is closed.
   *
   * @throws UsageError when it cannot be read, or has a format that is not read
   */
  static void refuseUnreadable(RecordingOptions options) {
    if (isPipe(options)) {
      return;
    }
    try (Recording opened = open(options)) {
      opened.content(StandardCharsets.UTF_8);
    } catch (IOException e) {
      // the run reports it with its place
    }
  }

  /**
   * Ends an {@link #open} that waits for the writer of a pipe, also one that begins later, by being
   * a writer as long as it is kept.
   *
   * @return the writer, or null without a wait
   */
  static Closeable endWaitForWriter(RecordingOptions options) {
    if (options.fromStandardInput() || !isPipe(options)) {
      return null;
    }
    try {
      // a pipe that is opened for both does not wait itself (fifo(7))
      return FileChannel.open(
          Path.of(options.from), StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      // nobody can wait for it
      return null;
    }
  }

  /** Whether the bytes can be read only once. */
  private static boolean isPipe(RecordingOptions options) {
    if (options.fromStandardInput()) {
      return true;
    }
    try {
      Path path = Path.of(options.from);
      return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Compares a file at its end with what it was at the start.
   *
   * @throws IOException when it has become shorter, as by a rotation that copies and truncates
   */
  void requireWhole() throws IOException {
    if (size.isPresent()
        && file instanceof FileChannel channel
        && position() < size.getAsLong()
        && channel.size() < size.getAsLong()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the file had %,d bytes and was cut off at %,d while it was read",
              size.getAsLong(),
              channel.size()));
    }
  }

  private InputStream decompressed(PeekedInput in) throws IOException {
    if (in.startsWith(0x1f, 0x8b)) {
      return new GzipMembers(in);
    }
    if (isZstd(in)) {
      return new ZstdFrames(in);
    }
    if (in.startsWith('P', 'K', 3, 4) || in.startsWith('P', 'K', 5, 6)) {
      if (size.isPresent()) {
        ZipContent.requireOneFile(Path.of(name));
      }
      ZipContent zip = new ZipContent(in, name);
      contentName = zip.name();
      return zip;
    }
    return in;
  }

  /** Whether this is a zstd frame (RFC 8878) or a skippable frame, which some tools write first. */
  private static boolean isZstd(PeekedInput in) throws IOException {
    if (in.startsWith(0x28, 0xb5, 0x2f, 0xfd)) {
      return true;
    }
    int first = in.peek(0);
    return first >= 0x50 && first <= 0x5f && in.startsWith(first, 0x2a, 0x4d, 0x18);
  }

  /**
   * The format by the name of the recording.
   *
   * @return null when the name does not indicate a format
   */
  static Format format(String name) {
    String plain = plainName(name);
    if (plain.endsWith(".csv") || plain.endsWith(".tbl") || plain.endsWith(".tsv")) {
      return Format.CSV;
    }
    boolean json = plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json");
    return json ? Format.JSONL : null;
  }

  /** The default separator by the name of the recording. */
  static char separator(String name) {
    String plain = plainName(name);
    return plain.endsWith(".tbl") ? '|' : plain.endsWith(".tsv") ? '\t' : ',';
  }

  private static String plainName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|zip)$", "");
  }

  /** Ends every read, also a blocking one; may be called from another thread. */
  void interrupt() {
    closeQuietly(file);
  }

  @Override
  public void close() {
    if (content != null) {
      closeQuietly(content);
    }
    closeQuietly(file);
  }

  private static void closeQuietly(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      // ignored: the file was only read
    }
  }
}
