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
 * A file with recorded readings, or standard input; whether it is compressed shows in its bytes.
 */
final class Recording implements Closeable {
  private static final int MAGIC = 4;

  /** Counts what was read of the file as it stands. */
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
   * Opens a file or standard input; nothing is read yet.
   *
   * @throws UsageError when the file cannot be read
   */
  static Recording open(RecordingOptions options) {
    if (options.fromStandardInput()) {
      // a channel, unlike System.in, can be closed while somebody waits for it
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

  /** What comes through a channel, whose size nothing says. */
  static Recording of(String name, ReadableByteChannel channel) {
    return new Recording(name, OptionalLong.empty(), channel, Channels.newInputStream(channel));
  }

  /** What it is called when something is said of it. */
  String name() {
    return name;
  }

  /** How many bytes it has as it stands, if somebody knows. */
  OptionalLong size() {
    return size;
  }

  /** How many bytes of it were read, as it stands. */
  long position() {
    return counted.position;
  }

  /**
   * What it holds, decompressed.
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

  /** A frame of data (RFC 8878), or one to be skipped, with which some tools begin. */
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
   * How its readings are written: as its name says.
   *
   * @return null when the name says nothing
   */
  static Format format(String name) {
    String plain = plainName(name);
    if (plain.endsWith(".csv") || plain.endsWith(".tbl") || plain.endsWith(".tsv")) {
      return Format.CSV;
    }
    boolean json = plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json");
    return json ? Format.JSONL : null;
  }

  /** What stands between the values of its rows, unless somebody says so. */
  static char separator(String name) {
    String plain = plainName(name);
    return plain.endsWith(".tbl") ? '|' : plain.endsWith(".tsv") ? '\t' : ',';
  }

  private static String plainName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
  }

  /** Ends every read, also one that waits; another thread may do so. */
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
      // it was only read
    }
  }
}
