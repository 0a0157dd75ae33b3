/**
 * The benchmarks: each starts what it needs, lets the ways that it compares take turns on the same
 * input and the same cores, and tells medians of ratios. What is measured and its peers are in the
 * module {@code benchmarks}, most of it as child processes with class paths of their own.
 */
package io.tidemark.bench;
