package io.tidemark.gateway.produce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordBatchWriterTest {
  private static final ProducerIdAndEpoch IDENTITY = new ProducerIdAndEpoch(4711, (short) 3);
  private static final int SEQUENCE = 42;
  private static final int LIMIT = 1 << 20;

  private record Given(long timestamp, byte[] key, byte[] value) {}

  /**
   * Records of many lengths, some without a key, one with an empty value, and not in the order of
   * their times.
   */
  private static List<Given> records() {
    Random random = new Random(1);
    List<Given> records = new ArrayList<>();
    for (int length : new int[] {0, 1, 62, 63, 64, 127, 128, 8_191, 8_192, 20_000, 70_000, 5}) {
      byte[] value = new byte[length];
      random.nextBytes(value);
      byte[] key = length % 2 == 0 ? null : ("key " + length).getBytes(UTF_8);
      records.add(new Given(1_000_000 + random.nextInt(100_000) - 50_000, key, value));
    }
    for (int i = 0; i < 300; i++) {
      records.add(new Given(2_000_000, "k".getBytes(UTF_8), ("value " + i).getBytes(UTF_8)));
    }
    return records;
  }

  private static RecordBatchWriter written(Compression compression) {
    RecordBatchWriter writer = new RecordBatchWriter(compression, 1, LIMIT, 100);
    records().forEach(one -> writer.append(one.timestamp(), one.key(), one.value()));
    return writer;
  }

  @Test
  void theBatchHasTheBytesOfKafkasOwnBuilder() {
    MemoryRecordsBuilder builder =
        new MemoryRecordsBuilder(
            new ByteBufferOutputStream(LIMIT),
            RecordBatch.MAGIC_VALUE_V2,
            Compression.NONE,
            TimestampType.CREATE_TIME,
            0,
            RecordBatch.NO_TIMESTAMP,
            IDENTITY.producerId,
            IDENTITY.epoch,
            SEQUENCE,
            false,
            false,
            RecordBatch.NO_PARTITION_LEADER_EPOCH,
            LIMIT);
    records().forEach(one -> builder.append(one.timestamp(), one.key(), one.value()));
    assertThat(bytes(written(Compression.NONE).close(IDENTITY, SEQUENCE)))
        .isEqualTo(bytes(builder.build()));
  }

  private static byte[] bytes(MemoryRecords records) {
    ByteBuffer buffer = records.buffer().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void eachCompressionIsReadAgain(CompressionType type) {
    RecordBatchWriter writer = written(Compression.of(type).build());
    MemoryRecords batch = writer.close(IDENTITY, SEQUENCE);
    MutableRecordBatch header = batch.batches().iterator().next();
    header.ensureValid();
    assertThat(header.compressionType()).isEqualTo(type);
    assertThat(header.lastSequence()).isEqualTo(SEQUENCE + records().size() - 1);
    assertThat(writer.ratio()).isBetween(0.1f, 1.1f);
    List<Given> given = records();
    int next = 0;
    for (Record record : batch.records()) {
      Given one = given.get(next);
      assertThat(record.offset()).isEqualTo(next);
      assertThat(record.timestamp()).isEqualTo(one.timestamp());
      assertThat(record.hasKey()).isEqualTo(one.key() != null);
      if (one.key() != null) {
        assertThat(Utils.toArray(record.key())).isEqualTo(one.key());
      }
      assertThat(Utils.toArray(record.value())).isEqualTo(one.value());
      next++;
    }
    assertThat(next).isEqualTo(given.size());
  }

  @Test
  void theFirstRecordAlwaysHasRoomAndLaterOnesUpToTheLimit() {
    RecordBatchWriter writer = new RecordBatchWriter(Compression.NONE, 1, 1_000, 100);
    byte[] large = new byte[5_000];
    byte[] small = new byte[300];
    assertThat(writer.hasRoomFor(null, large)).isTrue();
    writer.append(0, null, small);
    assertThat(writer.hasRoomFor(null, small)).isTrue();
    writer.append(0, null, small);
    assertThat(writer.hasRoomFor(null, small)).isFalse();
  }
}
