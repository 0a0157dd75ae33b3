/**
 * Child processes: class paths from the build, JVM command lines, process ids, and the Spark job.
 */
package io.tidemark.process;
