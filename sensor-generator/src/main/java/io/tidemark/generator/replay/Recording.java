package io.tidemark.generator.replay;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.options.RecordingOptions.Format;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
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
  private static final int MAGIC = 4;

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

  private Recording(String name, OptionalLong size, Closeable file, InputStream in) {
    this.name = name;
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

  /** The size in bytes, before decompression; empty when unknown. */
  OptionalLong size() {
    return size;
  }

  /** The number of bytes that were read, before decompression. */
  long position() {
    return counted.position;
  }

  /**
   * The decompressed content.
   *
   * @throws IOException when it cannot be read
   */
  InputStream content() throws IOException {
    PushbackInputStream in = new PushbackInputStream(counted, MAGIC);
    byte[] magic = in.readNBytes(MAGIC);
    in.unread(magic);
    content = isGzip(magic) ? new GzipMembers(in) : isZstd(magic) ? new ZstdFrames(in) : in;
    return content;
  }

  private static boolean isGzip(byte[] magic) {
    return magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
  }

  /** Whether this is a zstd frame (RFC 8878) or a skippable frame, which some tools write first. */
  private static boolean isZstd(byte[] magic) {
    if (magic.length < MAGIC) {
      return false;
    }
    boolean data = magic[0] == 0x28 && magic[1] == (byte) 0xb5 && magic[2] == 0x2f;
    boolean skippable =
        (magic[0] & 0xf0) == 0x50 && magic[1] == 0x2a && magic[2] == 0x4d && magic[3] == 0x18;
    return data && magic[3] == (byte) 0xfd || skippable;
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
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
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
