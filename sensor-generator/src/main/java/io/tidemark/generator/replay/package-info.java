/**
 * Recordings: bytes ({@link io.tidemark.generator.replay.Recording}), records ({@link
 * io.tidemark.generator.replay.RecordedRecords}), and their replay at the recorded pace.
 */
package io.tidemark.generator.replay;
