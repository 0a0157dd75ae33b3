/** How the records of a topic are encoded, and the schemas of those in Avro. */
package io.tidemark.model.encoding;
