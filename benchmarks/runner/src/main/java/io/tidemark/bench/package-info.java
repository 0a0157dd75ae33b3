/** {@code bench}: all measurements, and the chart of their results. */
package io.tidemark.bench;
