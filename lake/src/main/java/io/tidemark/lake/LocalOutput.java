package io.tidemark.lake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/**
 * A file of this machine that Iceberg writes. It is written under another name, and gets its own
 * when it is closed; so it is there in full or not at all. What a killed program leaves ends in
 * {@code .part}, and the removal of orphan files finds it.
 */
record LocalOutput(String location) implements OutputFile {
  private static final int BUFFER = 64 * 1024;

  @Override
  public PositionOutputStream create() {
    if (Files.exists(LocalFileIO.require(location))) {
      throw new AlreadyExistsException("the file %s exists already", location);
    }
    return open(false);
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    return open(true);
  }

  @Override
  public InputFile toInputFile() {
    return new LocalInput(location);
  }

  private PositionOutputStream open(boolean overwrite) {
    Path path = LocalFileIO.require(location);
    try {
      Files.createDirectories(path.getParent());
      return new Stream(path, overwrite);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + location, e);
    }
  }

  private static final class Stream extends PositionOutputStream {
    private final Path path;
    private final boolean overwrite;
    private final Path part;
    private final OutputStream out;
    private long position;
    private boolean closed;

    Stream(Path path, boolean overwrite) throws IOException {
      this.path = path;
      this.overwrite = overwrite;
      part = path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + ".part");
      out =
          new BufferedOutputStream(
              Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              BUFFER);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      out.close();
      if (overwrite) {
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        // fails if the file exists by now
        Files.move(part, path);
      }
    }
  }
}
