package io.tidemark.gateway.produce;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;

/**
 * Writes one record batch of format 2 (Kafka's documentation, "Message Format"), with records that
 * have no headers. Kafka's {@code MemoryRecordsBuilder} gives the compressor each byte of a number
 * by itself; here it gets whole records. Not thread-safe.
 */
final class RecordBatchWriter {
  private static final int CHUNK = 16 << 10;

  /** The most bytes of a record beside its key and value: six numbers and the attributes. */
  private static final int MOST_OVERHEAD = 36;

  /** As Kafka has it: the ratio of the last batch is not quite that of this one. */
  private static final float ESTIMATE = 1.05f;

  private final Compression compression;
  private final float ratio;
  private final int limit;
  private final ByteBufferOutputStream out;
  private final OutputStream compressed;
  private byte[] chunk = new byte[CHUNK];
  private int used;
  private int count;
  private long uncompressed;
  private long firstTimestamp;
  private long lastTimestamp = Long.MIN_VALUE;

  /**
   * @param ratio that is expected, compressed bytes a byte
   * @param limit the most bytes of a batch with more than one record, by that ratio
   * @param capacity the bytes for which there is room without another buffer
   */
  RecordBatchWriter(Compression compression, float ratio, int limit, int capacity) {
    this.compression = compression;
    this.ratio = ratio;
    this.limit = limit;
    out = new ByteBufferOutputStream(DefaultRecordBatch.RECORD_BATCH_OVERHEAD + capacity);
    out.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    compressed = compression.wrapForOutput(out, RecordBatch.MAGIC_VALUE_V2);
  }

  /** Whether a record may be appended; the first one always. */
  boolean hasRoomFor(byte[] key, byte[] value) {
    float estimated = DefaultRecordBatch.RECORD_BATCH_OVERHEAD + uncompressed * ratio * ESTIMATE;
    return count == 0 || estimated + PartitionRecords.bytes(key, value) + MOST_OVERHEAD <= limit;
  }

  /**
   * @param timestamp epoch milliseconds
   * @param key or null
   */
  void append(long timestamp, byte[] key, byte[] value) {
    if (count == 0) {
      firstTimestamp = timestamp;
    }
    lastTimestamp = Math.max(lastTimestamp, timestamp);
    long delta = timestamp - firstTimestamp;
    int body =
        2
            + ByteUtils.sizeOfVarlong(delta)
            + ByteUtils.sizeOfVarint(count)
            + ByteUtils.sizeOfVarint(key == null ? -1 : key.length)
            + ByteUtils.sizeOfVarint(value.length)
            + PartitionRecords.bytes(key, value);
    makeRoom(body + MOST_OVERHEAD);
    int begin = used;
    number(body);
    // no attributes
    chunk[used++] = 0;
    number(delta);
    number(count);
    bytes(key);
    bytes(value);
    // no headers
    number(0);
    uncompressed += used - begin;
    count++;
  }

  private void makeRoom(int bytes) {
    if (chunk.length - used < bytes) {
      flush();
      if (chunk.length < bytes) {
        chunk = Arrays.copyOf(chunk, bytes);
      }
    }
  }

  private void flush() {
    try {
      compressed.write(chunk, 0, used);
      used = 0;
    } catch (IOException e) {
      // it writes to memory
      throw new UncheckedIOException(e);
    }
  }

  private void bytes(byte[] bytes) {
    if (bytes == null) {
      number(-1);
      return;
    }
    number(bytes.length);
    System.arraycopy(bytes, 0, chunk, used, bytes.length);
    used += bytes.length;
  }

  /** Writes a number in zigzag encoding, seven bits a byte. */
  private void number(long number) {
    long left = (number << 1) ^ (number >> 63);
    while ((left & ~0x7f) != 0) {
      chunk[used++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    chunk[used++] = (byte) left;
  }

  /** Ends the batch, as one of an idempotent producer. */
  MemoryRecords close(ProducerIdAndEpoch identity, int sequence) {
    flush();
    try {
      compressed.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer buffer = out.buffer();
    int size = buffer.position();
    buffer.position(0);
    DefaultRecordBatch.writeHeader(
        buffer,
        0,
        count - 1,
        size,
        RecordBatch.MAGIC_VALUE_V2,
        compression.type(),
        TimestampType.CREATE_TIME,
        firstTimestamp,
        lastTimestamp,
        identity.producerId,
        identity.epoch,
        sequence,
        false,
        false,
        false,
        RecordBatch.NO_PARTITION_LEADER_EPOCH,
        count);
    buffer.position(0).limit(size);
    return MemoryRecords.readableRecords(buffer.slice());
  }

  /** Compressed bytes a byte of a batch that is closed. */
  float ratio() {
    return (float) (out.buffer().limit() - DefaultRecordBatch.RECORD_BATCH_OVERHEAD) / uncompressed;
  }
}
