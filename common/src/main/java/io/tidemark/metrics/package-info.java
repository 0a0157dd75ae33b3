/** The metrics that processes expose to Prometheus. */
package io.tidemark.metrics;
