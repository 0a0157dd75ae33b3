/** {@code tail}: shows the records of a topic, decoded. It changes nothing. */
package io.tidemark.tail;
