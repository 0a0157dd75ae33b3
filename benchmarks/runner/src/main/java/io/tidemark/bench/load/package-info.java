/** The load of the benchmarks: backlogs, steady and sustained rates. */
package io.tidemark.bench.load;
