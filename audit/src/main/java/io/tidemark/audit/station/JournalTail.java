package io.tidemark.audit.station;

import java.nio.file.Path;

/**
 * Offsets of a partition of the raw topic that follow the last entry of a journal and belong to no
 * ledger. What is there is taken for what the run of the journal sent.
 *
 * @param journal of a run that has no ledger: it goes on or was killed
 * @param first the first offset
 * @param end the offset after the last one; {@code Long.MAX_VALUE} for the end of the topic
 */
public record JournalTail(Path journal, int partition, long first, long end) {}
