package io.tidemark.audit.topic;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A set of places in a topic. It takes a bit for each offset around its members, 8 KiB at most for
 * a member that is far from all others.
 */
final class OffsetSet {
  private static final int BLOCK = 1 << 16;

  private final Map<Integer, Map<Long, BitSet>> partitions = new HashMap<>();
  private long size;

  /** Returns whether it is new. */
  boolean add(int partition, long offset) {
    BitSet block =
        partitions
            .computeIfAbsent(partition, ignored -> new HashMap<>())
            .computeIfAbsent(offset / BLOCK, ignored -> new BitSet());
    int bit = (int) (offset % BLOCK);
    boolean added = !block.get(bit);
    block.set(bit);
    size += added ? 1 : 0;
    return added;
  }

  /** Returns whether it was there. */
  boolean remove(int partition, long offset) {
    if (!contains(partition, offset)) {
      return false;
    }
    partitions.get(partition).get(offset / BLOCK).clear((int) (offset % BLOCK));
    size--;
    return true;
  }

  boolean contains(int partition, long offset) {
    if (size == 0) {
      return false;
    }
    Map<Long, BitSet> blocks = partitions.get(partition);
    BitSet block = blocks == null ? null : blocks.get(offset / BLOCK);
    return block != null && block.get((int) (offset % BLOCK));
  }

  long size() {
    return size;
  }
}
