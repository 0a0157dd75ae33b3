/** The shutdown after Ctrl-C or SIGTERM: one sequence of steps, one after the other. */
package io.tidemark.shutdown;
