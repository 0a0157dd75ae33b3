/** The raw record: encoder, decoders, derived fields, limits on event times, deduplication. */
package io.tidemark.model.record;
