/**
 * A Trino of this machine over the lake, from the artifacts of the Maven repository. It needs a
 * newer Java than the project, and runs as a child process.
 */
package io.tidemark.lake.trino;
