/** {@code bench}: all measurements, and the chart of what they found. */
package io.tidemark.bench;
