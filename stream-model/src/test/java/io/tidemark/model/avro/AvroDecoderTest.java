package io.tidemark.model.avro;

import static io.tidemark.model.avro.AvroRecords.ID;
import static io.tidemark.model.avro.AvroRecords.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.expression.Reading;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The decoder beside Avro's own library. */
class AvroDecoderTest {
  private final Reading reading = RAW.newReading();

  @Test
  void recordsOfAnySchemaThatFitsAreReadAsAvroReadsThem() {
    Random random = new Random(1);
    int read = 0;
    for (int writer = 0; writer < 500; writer++) {
      RandomWriter other = new RandomWriter(random);
      AvroDecoder decoder = decoder(other.schema);
      for (int i = 0; i < 40; i++) {
        GenericRecord record = other.next();
        String problem = decoder.decode(AvroRecords.frame(ID, record), reading);
        assertThat(problem == null)
            .as("%s of %s: %s", record, other.schema, problem)
            .isEqualTo(ExpectedReading.isValid(RAW, record));
        if (problem == null) {
          ExpectedReading.check(RAW, record, reading);
          read++;
        }
      }
    }
    assertThat(read).as("records without a problem").isGreaterThan(200);
  }

  @Test
  void mutatedFramesAreReadAsAvroReadsThemOrAreMalformed() {
    Random random = new Random(2);
    int read = 0;
    int malformed = 0;
    while (read + malformed < 20_000) {
      RandomWriter other = new RandomWriter(random);
      AvroDecoder decoder = decoder(other.schema);
      for (int i = 0; i < 50; i++) {
        byte[] frame = mutated(AvroRecords.frame(ID, valid(other)), random);
        String problem = decoder.decode(frame, reading);
        if (problem != null) {
          malformed++;
          refused(other.schema, frame, problem);
          continue;
        }
        read++;
        GenericRecord record = AvroRecords.read(other.schema, frame);
        assertThat(record).as("%s of %s", Arrays.toString(frame), other.schema).isNotNull();
        ExpectedReading.check(RAW, record, reading);
      }
    }
    assertThat(read).isGreaterThan(2_000);
    assertThat(malformed).isGreaterThan(10_000);
  }

  /** A frame that Avro reads and writes again with the same bytes has a value that is not one. */
  private static void refused(Schema schema, byte[] frame, String problem) {
    if (frame.length < 5 || frame[0] != 0 || frame[4] != ID || problem.contains("UTF-8")) {
      return;
    }
    GenericRecord record = AvroRecords.read(schema, frame);
    if (record != null && Arrays.equals(AvroRecords.frame(ID, record), frame)) {
      assertThat(ExpectedReading.isValid(RAW, record)).as("%s: %s", record, problem).isFalse();
    }
  }

  private static GenericRecord valid(RandomWriter writer) {
    GenericRecord record = writer.next();
    for (int i = 0; i < 30 && !ExpectedReading.isValid(RAW, record); i++) {
      record = writer.next();
    }
    return record;
  }

  private static byte[] mutated(byte[] frame, Random random) {
    byte[] bytes = frame.clone();
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length - 1) + 1);
      case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(3));
      case 4 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 10), (byte) 0xFF);
      }
      default -> {
        int from = random.nextInt(bytes.length);
        byte[] shorter = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, shorter, 0, from);
        System.arraycopy(bytes, from + 1, shorter, from, shorter.length - from);
        bytes = shorter;
      }
    }
    return bytes;
  }

  private static AvroDecoder decoder(Schema schema) {
    return new AvroDecoder(RAW, id -> id == ID ? schema.toString() : null);
  }

  @Test
  void aSchemaIsAskedForOnce() {
    RandomWriter other = new RandomWriter(new Random(3));
    AtomicInteger asked = new AtomicInteger();
    AvroDecoder decoder =
        new AvroDecoder(
            RAW,
            id -> {
              asked.incrementAndGet();
              return other.schema.toString();
            });
    for (int i = 0; i < 10; i++) {
      decoder.decode(AvroRecords.frame(i % 2, other.next()), reading);
    }
    assertThat(asked).hasValue(2);
  }
}
