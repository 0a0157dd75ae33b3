/** The JSON Schema of a raw reading, made from the definition. */
package io.tidemark.model.schema;
