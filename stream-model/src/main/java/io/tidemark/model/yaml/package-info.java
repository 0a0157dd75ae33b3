/**
 * Reads a definition's YAML file. Every error names file, line, what was expected and what was
 * found.
 */
package io.tidemark.model.yaml;
