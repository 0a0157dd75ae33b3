/** Compares what every station has with what was sent, and lists what differs. */
package io.tidemark.audit.comparison;
