/**
 * The replay of recordings: their bytes ({@link io.tidemark.generator.replay.Recording}), their
 * records ({@link io.tidemark.generator.replay.RecordedRecords}) and the recorded pace ({@link
 * io.tidemark.generator.replay.RecordedPace}).
 */
package io.tidemark.generator.replay;
