/**
 * What a process does when Ctrl-C or SIGTERM ends it: one sequence of steps, one after the other.
 */
package io.tidemark.shutdown;
