/**
 * Child processes: class paths that the build wrote down, JVM command lines, process ids, and the
 * Spark job.
 */
package io.tidemark.process;
