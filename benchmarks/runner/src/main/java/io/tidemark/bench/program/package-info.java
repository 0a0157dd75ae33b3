/** Measured programs in JVMs of their own that take turns. */
package io.tidemark.bench.program;
