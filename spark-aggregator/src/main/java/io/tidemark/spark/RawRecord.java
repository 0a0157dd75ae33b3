package io.tidemark.spark;

/**
 * A record of the raw topic as Spark hands it over: it fills in one after the other by these
 * setters, so all of this must be public.
 */
public final class RawRecord {
  private byte[] value;
  private int partition;
  private long offset;
  private long arrival;

  /** As Kafka has it; may be null. */
  public byte[] getValue() {
    return value;
  }

  public void setValue(byte[] value) {
    this.value = value;
  }

  public int getPartition() {
    return partition;
  }

  public void setPartition(int partition) {
    this.partition = partition;
  }

  public long getOffset() {
    return offset;
  }

  public void setOffset(long offset) {
    this.offset = offset;
  }

  /** Epoch milliseconds. */
  public long getArrival() {
    return arrival;
  }

  public void setArrival(long arrival) {
    this.arrival = arrival;
  }
}
