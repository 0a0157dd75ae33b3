/** The options of a run. */
package io.tidemark.generator.options;
