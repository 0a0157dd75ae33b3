/** The load: backlogs, steady and sustained rates. */
package io.tidemark.bench.load;
