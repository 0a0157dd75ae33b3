/** The command-line options of a generator run. */
package io.tidemark.generator.options;
