package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineRecordsTest {
  private static final String MARK = "\uFEFF";

  @Test
  void aRecordHasNoLineEndAndTheLastLineNeedsNone() throws IOException {
    assertThat(read("a\nb\r\n\n \nlast")).containsExactly("a", "b", "", " ", "last");
    assertThat(read("a\n")).containsExactly("a");
    assertThat(read("")).isEmpty();
    assertThat(read("\n")).containsExactly("");
  }

  @Test
  void aByteOrderMarkBelongsToNoLine() throws IOException {
    assertThat(read(MARK + "a\n" + MARK + "b")).containsExactly("a", MARK + "b");
    assertThat(read(MARK)).containsExactly("");
  }

  @Test
  void linesAreFoundForEveryBufferSize() throws IOException {
    String text = "ä\r\n" + "x".repeat(70_000) + "\n€";
    LineRecords lines = new LineRecords(bytewise(text), 100_000);
    assertThat(all(lines)).containsExactly("ä", "x".repeat(70_000), "€");
    assertThat(lines.lines()).isEqualTo(3);
  }

  @Test
  void aLineThatIsTooLongIsSkippedWithoutBeingBuffered() throws IOException {
    String text = "a\n" + "x".repeat(1_000_000) + "\nb\n" + "y".repeat(11) + "\n" + "z".repeat(99);
    LineRecords lines = new LineRecords(new ByteArrayInputStream(text.getBytes(UTF_8)), 10);
    assertThat(lines.next()).asString(UTF_8).isEqualTo("a");
    assertThat(lines.next()).isSameAs(RecordedRecords.TOO_LONG);
    assertThat(lines.line()).isEqualTo(2);
    assertThat(lines.next()).asString(UTF_8).isEqualTo("b");
    assertThat(lines.next()).isSameAs(RecordedRecords.TOO_LONG);
    assertThat(lines.next()).as("without an end").isSameAs(RecordedRecords.TOO_LONG);
    assertThat(lines.next()).isNull();
    assertThat(lines.lines()).isEqualTo(5);
  }

  @Test
  void aLineMayHaveTheMaximumLength() throws IOException {
    String longest = "x".repeat(100_000);
    String text = MARK + longest + "\r\n" + longest + "\r\n" + longest + "\n" + longest;
    assertThat(all(new LineRecords(bytewise(text), 100_000)))
        .containsExactly(longest, longest, longest, longest);
  }

  @Test
  void recordsBeforeATruncationAreReturnedFirst() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new EOFException("cut");
          }
        };
    LineRecords lines =
        new LineRecords(
            new SequenceInputStream(new ByteArrayInputStream("a\nb\npart".getBytes(UTF_8)), broken),
            10);
    assertThat(lines.next()).asString(UTF_8).isEqualTo("a");
    assertThat(lines.next()).asString(UTF_8).isEqualTo("b");
    assertThatThrownBy(lines::next).isInstanceOf(EOFException.class);
    assertThat(lines.lines()).isEqualTo(2);
  }

  private static List<String> read(String text) throws IOException {
    return all(new LineRecords(new ByteArrayInputStream(text.getBytes(UTF_8)), 1_000));
  }

  private static List<String> all(RecordedRecords records) throws IOException {
    List<String> all = new ArrayList<>();
    for (byte[] record = records.next(); record != null; record = records.next()) {
      all.add(new String(record, UTF_8));
    }
    return all;
  }

  /** Returns one byte per read. */
  private static InputStream bytewise(String text) {
    return new FilterInputStream(new ByteArrayInputStream(text.getBytes(UTF_8))) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return super.read(into, from, Math.min(length, 1));
      }
    };
  }
}
