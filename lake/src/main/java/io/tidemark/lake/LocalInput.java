package io.tidemark.lake;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A file of this machine that Iceberg reads. */
record LocalInput(String location) implements InputFile {
  private Path path() {
    return LocalFileIO.require(location);
  }

  @Override
  public long getLength() {
    try {
      return Files.size(path());
    } catch (NoSuchFileException e) {
      throw new NotFoundException(e, "there is no file %s", location);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + location, e);
    }
  }

  @Override
  public boolean exists() {
    return Files.exists(path());
  }

  @Override
  public SeekableInputStream newStream() {
    if (!exists()) {
      throw new NotFoundException("there is no file %s", location);
    }
    try {
      return new Stream(new RandomAccessFile(path().toFile(), "r"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + location, e);
    }
  }

  private static final class Stream extends SeekableInputStream {
    private final RandomAccessFile file;

    Stream(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public long getPos() throws IOException {
      return file.getFilePointer();
    }

    @Override
    public void seek(long position) throws IOException {
      if (position < 0) {
        throw new EOFException("cannot seek to " + position);
      }
      file.seek(position);
    }

    @Override
    public int read() throws IOException {
      return file.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return file.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
