/** The same work through this pipeline and through what a person would use instead. */
package io.tidemark.benchmarks;
