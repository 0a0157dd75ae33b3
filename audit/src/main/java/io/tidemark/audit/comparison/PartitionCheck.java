package io.tidemark.audit.comparison;

/**
 * A partition of the raw topic.
 *
 * @param firstOffset of the records that are there; null without any
 * @param lastOffset the same
 * @param sent readings by the ledgers; null when there is none
 * @param readings dead ones and duplicates included
 * @param agrees whether it has the readings that were sent
 */
public record PartitionCheck(
    int partition,
    Long firstOffset,
    Long lastOffset,
    Long sent,
    long readings,
    long heartbeats,
    long dead,
    boolean agrees) {}
