/**
 * The aggregation, one pure function of datasets: panes inside a task, windows after the shuffle.
 */
package io.tidemark.spark.window;
