/**
 * The shutdown after Ctrl-C or SIGTERM: one sequence of steps, one after the other, and threads
 * that do not hold it up.
 */
package io.tidemark.shutdown;
