/** {@code ./tidemark tail}: shows the records of a stream's topics, decoded. */
package io.tidemark.tail;
