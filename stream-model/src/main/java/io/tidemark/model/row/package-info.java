/** The rows of aggregated topics, in JSON or in Avro, for all that read them. */
package io.tidemark.model.row;
