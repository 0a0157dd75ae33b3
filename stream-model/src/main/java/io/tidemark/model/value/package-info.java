/** The values of a record as people write them: numbers, times, texts, true and false, no value. */
package io.tidemark.model.value;
