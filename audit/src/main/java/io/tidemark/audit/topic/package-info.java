/** The stations that are topics: reads a stream's topics and counts their readings by window. */
package io.tidemark.audit.topic;
