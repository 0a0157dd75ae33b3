/** {@code bench latency}: the latency from the close of a window to its rows. */
package io.tidemark.bench.latency;
